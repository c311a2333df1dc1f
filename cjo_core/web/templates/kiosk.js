/* The kiosk: starts over after each person, and keeps answers on this device until the server has them. Each answer gets its own key here, so sending one again can never count it twice, and goes with the pass with which it was given. Without a pass, which the team's link brings, this is the ordinary form. */
(() => {
"use strict";
const IDLE = 30, PAUSE = 5, RETRY = 15, RENEW = 6 * 3600;
const main = document.querySelector("main"), form = main.querySelector("form"), frame = main.querySelector("iframe");
const at = id => document.getElementById(id);
const shelf = "cjo-kiosk:" + main.dataset.slug, refused = shelf + ":refused", permit = shelf + ":pass";
let idle, pause, busy = false;

const plain = new URL(location.href);
plain.searchParams.delete("start");
if (plain.search !== location.search) history.replaceState(null, "", plain.pathname + plain.search);
const passes = () => { try { return JSON.parse(localStorage.getItem(permit)) || {}; } catch { return {}; } };
const keep = one => { try { if (one.pass && one.made >= (passes()[here()]?.made || 0)) localStorage.setItem(permit, JSON.stringify({...passes(), [here()]: one})); } catch { /* kept by the page alone */ } };
const here = () => { const query = new URLSearchParams(location.search); query.delete("lang"); query.sort(); return query.toString(); };
let given = main.dataset.permit ? JSON.parse(main.dataset.permit) : {};
keep(given);
const pass = () => { const kept = passes()[here()] || {}; return (kept.made || 0) > (given.made || 0) ? kept : given; };

const home = () => { location.search === main.dataset.home ? location.reload() : location.replace(location.pathname + main.dataset.home); };
const watch = () => { clearTimeout(idle); idle = setTimeout(over, IDLE * 1000); };
const listen = where => ["pointerdown", "keydown", "input"].forEach(name => where.addEventListener(name, watch, {passive: true}));
listen(document);

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("sw.js").then(() => navigator.serviceWorker.ready)
    .then(() => caches.open("cjo-kiosk")).then(kept => kept.add(location.href)).catch(() => {});
}

if (!pass().pass) { location.replace("../s/" + main.dataset.slug + location.search); return; }

const post = body => fetch(location.pathname, {method: "POST", body, headers: {"X-CJO-Kiosk": "1"}, redirect: "error"});

async function renew() {
  try {
    const answer = await post(new URLSearchParams({renew: "1", pass: pass().pass}));
    if (answer.ok) keep(given = await answer.json());
  } catch { /* no network: the old one lives for a month */ }
}
setInterval(renew, RENEW * 1000);
renew();

if (frame) {
  let start;
  var over = () => {
    clearTimeout(pause);
    start = new URL(frame.dataset.src + "&pass=" + encodeURIComponent(pass().pass), location.href).href;
    frame.src = start;
  };
  frame.addEventListener("load", () => {
    clearTimeout(pause);
    try {
      listen(frame.contentDocument);
      if (frame.contentWindow.location.pathname.endsWith("/thanks")) pause = setTimeout(over, PAUSE * 1000);
      else if (frame.contentWindow.location.href !== start) watch();
    } catch { watch(); }
  });
  over();
  return;
}

const read = name => { try { return JSON.parse(localStorage.getItem(name) || "[]"); } catch { return []; } };
const write = (name, list) => localStorage.setItem(name, JSON.stringify(list));
const waiting = JSON.parse(main.dataset.waiting), rules = new Intl.PluralRules(document.documentElement.lang);
const show = () => {
  const count = read(shelf).length;
  at("waiting").textContent = count ? (waiting[rules.select(count)] || waiting.other).replace("{n}", count) : "";
};
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), one => one.toString(16).padStart(2, "0")).join("");

async function send() {
  if (busy) return;
  busy = true;
  try {
    for (let one; (one = read(shelf)[0]);) {
      const body = new URLSearchParams(one.said);
      body.set("key", one.key);
      body.set("age", Math.max(0, Date.now() - one.at));
      body.set("pass", one.pass || pass().pass);
      const answer = await post(body);
      if (answer.status === 403 && one.pass !== pass().pass) { /* of a server that was set up anew: as given now */
        write(shelf, read(shelf).map(other => other.key === one.key ? {...other, pass: pass().pass} : other));
        continue;
      }
      if (answer.status === 422) write(refused, [...read(refused), one]);
      else if (!answer.ok) break;
      write(shelf, read(shelf).filter(other => other.key !== one.key));
      show();
    }
  } catch { /* no network: it waits */ } finally { busy = false; at("kept").hidden = !read(shelf).length; show(); }
}

function thank() {
  let left = PAUSE;
  const tick = () => {
    at("kept").hidden = busy || !read(shelf).length;
    if (left <= 0) return over();
    at("next").textContent = main.dataset.next.replace("{seconds}", left--);
    pause = setTimeout(tick, 1000);
  };
  main.querySelectorAll("form,.langs").forEach(one => one.hidden = true);
  at("done").hidden = false;
  at("done").focus();
  scrollTo(0, 0);
  tick();
}

var over = () => {
  clearTimeout(pause); clearTimeout(idle);
  form.reset();
  at("done").hidden = true;
  main.querySelectorAll("form,.langs").forEach(one => one.hidden = false);
  scrollTo(0, 0);
  if (location.search !== main.dataset.home) home();
};

form.addEventListener("submit", event => {
  const said = new FormData(form);
  const something = [...said].some(([name, value]) => /^q\d/.test(name) && !name.endsWith("_comment") && value);
  if (something) {
    said.delete("token");
    try { write(shelf, [...read(shelf), {key: newKey(), at: Date.now(), pass: pass().pass, said: new URLSearchParams(said).toString()}]); }
    catch { return; /* no room on this device: the form goes its usual way */ }
  }
  event.preventDefault();
  if (!something) return;
  show(); send(); thank();
});
at("done").addEventListener("click", () => over());
addEventListener("online", send);
addEventListener("pageshow", event => { if (event.persisted) over(); });
setInterval(send, RETRY * 1000);
show(); send();
})();
