/* Opens the kiosk's page without a network: the newest copy of it, if the server cannot be reached. Keeps no answers. */
"use strict";
addEventListener("install", () => skipWaiting());
addEventListener("activate", event => event.waitUntil(clients.claim()));
addEventListener("fetch", event => {
  if (event.request.mode !== "navigate" || new URL(event.request.url).searchParams.has("start")) return;
  event.respondWith((async () => {
    const kept = await caches.open("cjo-kiosk");
    try {
      const answer = await fetch(event.request);
      if (answer.ok) await kept.put(event.request, answer.clone());
      return answer.status < 500 ? answer : (await kept.match(event.request)) || answer;
    } catch {
      return (await kept.match(event.request)) || (await kept.match(event.request, {ignoreSearch: true})) || Response.error();
    }
  })());
});
