"""What the demo's customers say in Polish: sentences by band and topic. Data only; nothing is composed here.

Polish inflects, so the words to fill in come in the case they are needed in: `{thing}` and `{furniture}` in the
accusative, `{thing_gen}` and `{furniture_gen}` in the genitive, `{weekday}` with its preposition.
"""

from __future__ import annotations

WORDS: dict[str, tuple[str, ...]] = {
    "thing": ("lampę", "fotel", "dywan", "lustro", "stolik", "półkę", "krzesło", "narzutę", "komodę", "puf"),
    "thing_gen": ("lampy", "fotela", "dywanu", "lustra", "stolika", "półki", "krzesła", "narzuty", "komody"),
    "furniture": ("regał", "biurko", "szafę", "łóżko", "stolik", "komodę", "szafkę pod telewizor"),
    "furniture_gen": ("regału", "biurka", "szafy", "łóżka", "stolika", "komody", "szafki"),
    "days": ("cztery", "pięć", "sześć", "osiem", "dziewięć", "dziesięć"),
    "minutes": ("15", "20", "25", "35", "40", "45"),
    "quick": ("dwie minuty", "trzy minuty", "pięć minut", "kilka minut"),
    "weekday": ("w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek"),
}

FIRST: dict[str, dict[str, tuple[str, ...]]] = {
    "low": {
        "Search ad": (
            "Reklama obiecywała 30% zniżki, a na stronie było 10% i tylko dla nowych klientów.",
            "Kliknąłem reklamę {thing_gen}, a trafiłem na stronę główną.",
            "W reklamie napisano „dostępne od ręki”, a towaru nie ma od kilku tygodni.",
        ),
        "Social media": (
            "Trzy razy zapytałam pod postem o wymiary {thing_gen} i nikt nie odpisał.",
            "Na zdjęciach w sieci kolory są zupełnie inne niż w rzeczywistości.",
            "Ta sama reklama {thing_gen} wyskakuje mi dziesięć razy dziennie, chociaż już mam to w domu.",
        ),
        "Newsletter": (
            "Dwa razy wypisałem się z newslettera, a on dalej przychodzi.",
            "Kod rabatowy z newslettera nie działa i nie wiadomo dlaczego.",
            "Cztery maile w tygodniu to przesada, a żaden nie dotyczył tego, czego szukam.",
        ),
        "Product page": (
            "Wymiary {thing_gen} na stronie są błędne, różnica to sześć centymetrów.",
            "Z opisu nie da się dowiedzieć, z czego to jest zrobione.",
            "Na stronie było „w magazynie”, a po zapłaceniu zrobiły się z tego trzy tygodnie.",
            "Kolor {thing_gen} nie ma nic wspólnego ze zdjęciem.",
        ),
        "Customer reviews": (
            "Moja krytyczna opinia nigdy się nie pojawiła, widać tylko te z pięcioma gwiazdkami.",
            "Połowa opinii dotyczy zupełnie innego modelu.",
            "Zaufałam opiniom, a mebel chwieje się dokładnie tak, jak pisały dwie osoby na samym dole.",
        ),
        "Checkout": (
            "Po zalogowaniu koszyk był pusty i musiałam wszystkiego szukać od nowa.",
            "Trzy razy wpisywałem adres, po czym sesja wygasła.",
            "Koszt dostawy widać dopiero na samym końcu. To nie w porządku.",
            "Bon, który sami mi przysłaliście, został odrzucony.",
        ),
        "Payment": (
            "Pieniądze pobrano dwa razy, a na zwrot czekałem {days} dni.",
            "Płatność się nie udała, ale z konta pieniądze zniknęły.",
            "BLIK nie zadziałał trzy razy z rzędu, a komunikat nic nie wyjaśniał.",
        ),
        "Order tracking": (
            "Przez {days} dni status się nie zmienił: „w doręczeniu”.",
            "Link z maila pokazuje przesyłkę kogoś innego.",
            "O tym, że brakuje połowy zamówienia, dowiedziałam się od kuriera, a nie od was.",
        ),
        "Delivery": (
            "Paczka miała być {weekday}, a przyszła dużo później. Nikt nie napisał, że się spóźni.",
            "Zamówiłam {thing}, a paczka przyszła przemoczona i rozdarta.",
            "Kurier zostawił paczkę na deszczu przed klatką.",
            "Wziąłem dzień wolny na odbiór, a nikt nie przyjechał.",
            "Przyszły dwie paczki z trzech. Trzeciej nie ma do dziś.",
        ),
        "Assembly": (
            "Zabrakło dwóch śrub i części {furniture_gen} leżą w przedpokoju od tygodnia.",
            "Instrukcja to same rysunki, a krok 7 jest po prostu błędny.",
            "Otwory się nie zgadzają, musiałem sam wiercić.",
        ),
        "Service portal": (
            "Portal wylogowuje mnie za każdym razem, gdy chcę dodać zdjęcie uszkodzenia.",
            "Nie mogłam znaleźć własnego zamówienia, chociaż miałam numer przed oczami.",
            "Formularz wymaga numeru seryjnego {thing_gen}, a takiego numeru nie ma.",
            "Po {minutes} minutach klikania wróciłem do punktu wyjścia.",
        ),
        "Support chat": (
            "To samo tłumaczyłam trzem osobom, a żadna nie widziała, co napisałam poprzedniej.",
            "Bot odpowiadał na pytania, których nie zadałem, a potem zamknął okno.",
            "Po {minutes} minutach na czacie kazano mi napisać maila.",
            "Konsultant obiecał, że oddzwoni {weekday}. Nikt nie zadzwonił.",
        ),
        "Hotline": (
            "Czekałem na linii {minutes} minut, po czym połączenie zostało przerwane.",
            "Pani na infolinii była miła, ale o niczym nie mogła zdecydować.",
            "Pięć menu, zanim odezwał się człowiek.",
            "Przełączano mnie cztery razy i za każdym razem musiałam wszystko opowiadać od początku.",
        ),
        "Returns": (
            "Etykietę zwrotną trzeba wydrukować. Kto ma jeszcze w domu drukarkę?",
            "Na zwrot pieniędzy czekałam pięć tygodni, i to dopiero po dwóch ponagleniach.",
            "Musiałem zapłacić za odesłanie czegoś, co przyszło zepsute.",
            "W punkcie nadania nikt nie wiedział o zwrocie, a kod nie działał.",
        ),
        "launch": (
            "Od kiedy jest nowy portal, na koncie firmowym nie ma żadnych starych zamówień.",
            "Nowy portal wymaga prywatnego adresu e-mail. Jesteśmy firmą i zamawiamy jako firma.",
            "Kiedyś wystarczył jeden mail w sprawie faktury, teraz do każdej muszę zakładać osobne zgłoszenie.",
            "Nowy portal nie obsługuje kilku adresów dostawy, a my mamy sześć biur.",
            "Nasza księgowa nie może się zalogować do nowego portalu i nikt nie wie dlaczego.",
            "Wszyscy odsyłają nas do nowego portalu, a portal odsyła nas do wszystkich innych.",
            "Uszkodzoną dostawę zgłosiliśmy w nowym portalu {days} dni temu. Status: „przyjęto”. I cisza.",
            "W nowym portalu nie widzę zgłoszeń koleżanki, więc obie zgłosiłyśmy to samo.",
        ),
        "news": (
            "Paczkomat znowu był pełny i paczka wróciła do magazynu.",
            "Nikt nie uprzedził mnie o strajku. Cały dzień czekałam w domu na darmo.",
            "Nowy kurier dwa razy zmienił termin, o nic nie pytając.",
            "Moje zamówienie od tygodnia nie wyszło z sortowni.",
            "Kurier wpisał „nikogo nie zastano”, a ja cały czas byłem w domu.",
            "To już trzeci termin dostawy w tym tygodniu, a paczki dalej nie ma.",
        ),
        "general": (
            "Po tylu dobrych opiniach spodziewałam się po Nordhaus czegoś więcej.",
            "Kiedyś było dużo lepiej.",
            "Nic tu nie było proste.",
            "Miałem wrażenie, że nikt za nic nie odpowiada.",
            "Za dużo drobnych rzeczy poszło nie tak naraz.",
            "Dużo obietnic, mało z nich wynika.",
            "Straciłam cały wieczór na coś, co powinno zająć minutę.",
            "Za te pieniądze oczekuję więcej staranności.",
        ),
    },
    "mid": {
        "Search ad": (
            "Reklama w porządku, tylko promocja już się skończyła.",
            "Znalazłem to, czego szukałem, ale nie tam, gdzie prowadziła reklama.",
            "Reklama mnie przyciągnęła, cena trochę ostudziła.",
        ),
        "Social media": (
            "Ładne zdjęcia, ale przydałyby się pod nimi ceny i wymiary.",
            "Odpowiedź przyszła, tyle że po kilku dniach.",
            "Pomysły mi się podobają, szkoda, że połowy rzeczy już nie ma.",
        ),
        "Newsletter": (
            "Czasem trafi się dobra podpowiedź, zwykle po prostu kasuję.",
            "Raz w miesiącu by mi wystarczyło.",
            "Oferty niezłe, ale zawsze na to, co już kupiłam.",
        ),
        "Product page": (
            "Dobre zdjęcia, brakuje tylko jednego z człowiekiem obok, żeby ocenić wielkość {thing_gen}.",
            "Opis w porządku, ale informacji o pielęgnacji długo szukałam.",
            "Żeby porównać dwa kolory, musiałem usiąść do komputera.",
        ),
        "Customer reviews": (
            "Opinie trochę pomogły, przydałoby się sortowanie od najnowszych.",
            "Przydatne, ale wiele z nich ma dwa słowa.",
            "Chciałabym widzieć, kto naprawdę kupił {thing}, a kto tylko ocenia.",
        ),
        "Checkout": (
            "Zadziałało, ale po co mi konto, żeby kupić jedną rzecz?",
            "Dość szybko, tylko terminu dostawy trzeba szukać.",
            "Samo zamówienie bez problemu, ale adresu nie dało się już potem zmienić.",
        ),
        "Payment": (
            "Płatność przeszła za drugim razem.",
            "W porządku, brakuje mi tylko płatności odroczonej.",
            "Potwierdzenie z banku trwało chwilę, reszta poszła szybko.",
        ),
        "Order tracking": (
            "Śledzenie działa, ale zawsze z półdniowym opóźnieniem.",
            "Wolałabym przedział godzinowy niż sam dzień.",
            "Maile w porządku, chociaż trzy do jednej paczki to trochę dużo.",
        ),
        "Delivery": (
            "Dzień spóźnienia, ale wszystko całe.",
            "Zamówiłem {thing} i jestem zadowolony, tylko tego plastiku było za dużo.",
            "Paczkę zostawiono u sąsiada bez żadnej informacji, znalazłam ją przypadkiem.",
            "Kierowca miły, ale ośmiogodzinne okno dostawy już mniej.",
        ),
        "Assembly": (
            "Udało się złożyć {furniture}, ale we dwoje zajęło nam to cały wieczór.",
            "Montaż szedł dobrze do kroku 9, przydałby się krótki film.",
            "Wszystkie części były, tylko kluczyk jest za krótki.",
        ),
        "Service portal": (
            "Odpowiedź w portalu znalazłem, ale po długim szukaniu.",
            "Na komputerze działa, na telefonie przyciski na siebie nachodzą.",
            "Do prostych spraw wystarczy. W trudniejszych wolę porozmawiać z człowiekiem.",
        ),
        "Support chat": (
            "Odpowiedź była dobra, tylko czekałam na nią {minutes} minut.",
            "Mili ludzie na czacie, ale pierwsza odpowiedź była jak z podręcznika.",
            "Sprawa załatwiona w połowie, czekam na obiecanego maila.",
        ),
        "Hotline": (
            "Kiedy już się dodzwoniłem, poszło szybko. Samo dodzwanianie się trwało {minutes} minut.",
            "Pomogli, ale musiałam dzwonić dwa razy.",
            "Rada dobra, muzyka w słuchawce mniej.",
        ),
        "Returns": (
            "Sklep dobry, ale etykietę zwrotną trzeba wydrukować, a ja nie mam drukarki.",
            "Zwrot się udał, na pieniądze czekałem {days} dni.",
            "Mogłam odesłać {thing}, ale tylko w oryginalnym pudełku, którego już nie miałam.",
        ),
        "launch": (
            "Nowy portal wygląda ładnie, ale dla konta firmowego brakuje w nim połowy rzeczy.",
            "Fakturę w końcu dostaliśmy. Po staremu było krócej.",
            "Widzę, czym nowy portal ma być. Dla firm jeszcze tym nie jest.",
            "Sprawę załatwiono, ale dopiero po objeździe przez nowy portal i dwóch telefonach.",
        ),
        "news": (
            "W końcu dotarło, trzy dni po obiecanym terminie.",
            "Wiem, że to wina kuriera, a nie Nordhaus, ale czekałam cały tydzień.",
            "Poza tym dobrze, ale dostawa w tym tygodniu to był bałagan.",
        ),
        "general": (
            "W porządku, choć mogłoby być lepiej.",
            "Nie ma na co narzekać, nie ma się też czym zachwycać.",
            "Spełniło swoje zadanie.",
            "W innych sklepach jest mniej więcej tak samo.",
            "Trochę dobrze, trochę męcząco.",
            "W końcu się udało.",
            "Pomysł dobry, szczegóły jeszcze do dopracowania.",
            "Tym razem średnio, bywało u was lepiej.",
        ),
    },
    "high": {
        "Search ad": (
            "Reklama zaprowadziła mnie prosto do tego, czego szukałam, i cena się zgadzała.",
            "Wreszcie reklama, która dotrzymała słowa.",
            "Szukałem, kliknąłem, znalazłem. Prościej się nie da.",
            "Porównałam trzy sklepy i tylko u was reklama pokazywała pełną cenę z dostawą.",
            "W reklamie było „dostępne” i naprawdę było dostępne.",
        ),
        "Social media": (
            "Wasze posty podsunęły mi pomysł na całe mieszkanie.",
            "Zapytałam w komentarzu o {thing} i w godzinę dostałam szczerą odpowiedź.",
            "Podoba mi się, że pokazujecie prawdziwe mieszkania, a nie tylko salony.",
            "Wasz krótki film o olejowaniu drewna uratował mój stary stół.",
            "Koleżanka udostępniła wasz post i teraz pół naszej ulicy u was kupuje.",
        ),
        "Newsletter": (
            "Jedyny newsletter, który naprawdę czytam.",
            "Sama porada o pielęgnacji drewna była tego warta.",
            "Krótko, na temat, a kod rabatowy po prostu zadziałał.",
            "Przychodzi rzadko, ale zawsze jest w nim coś dla mnie.",
            "W newsletterze trafiłam na {thing}, sama bym tego nie szukała.",
        ),
        "Product page": (
            "Są wszystkie wymiary, nawet wymiary paczki. Tego mi trzeba.",
            "Kolor {thing_gen} dokładnie taki jak na zdjęciach.",
            "Strona odpowiedziała na wszystkie moje pytania, zanim je zadałam.",
            "Zobaczyłem na telefonie {thing} we własnym pokoju i to przesądziło.",
        ),
        "Customer reviews": (
            "Opinie są szczere, a na te złe nawet odpowiadacie.",
            "Zdjęcia innych klientów pomogły mi wybrać właściwy kolor.",
            "Ktoś zadał dokładnie moje pytanie i dostał rzeczową odpowiedź.",
            "Przekonała mnie opinia ze zdjęciem {thing_gen} w małym pokoju.",
        ),
        "Checkout": (
            "Zamówienie w autobusie, całość zajęła {quick}.",
            "Bez konta, bez kombinowania, suma jasna od początku.",
            "Strona pamiętała mój adres i nawet piętro.",
            "Najszybsze zakupy w tym roku.",
            "Wszystko na jednej stronie, a dzień dostawy mogłem zmienić jeszcze na końcu.",
            "Moja mama poradziła sobie sama, a ma osiemdziesiąt lat.",
        ),
        "Payment": (
            "BLIK, jedno kliknięcie i potwierdzenie w skrzynce.",
            "Dobrze, że można zapłacić po dostawie.",
            "Płatność szybka i bezpieczna, nic dodać, nic ująć.",
            "Raty wyjaśnione zwykłym językiem, bez gwiazdek i drobnego druku.",
            "Zwrot różnicy w cenie przyszedł sam, bez proszenia.",
        ),
        "Order tracking": (
            "W każdej chwili wiedziałam, gdzie jest moja paczka.",
            "Jednym kliknięciem zmieniłem dzień dostawy.",
            "SMS dziesięć minut przed przyjazdem kuriera to strzał w dziesiątkę.",
            "Dwie wiadomości i obie w dobrym momencie.",
            "Widziałem, że obie paczki przyjadą razem, i tak było.",
        ),
        "Delivery": (
            "Zamówione {weekday}, następnego dnia rano na miejscu, świetnie zapakowane.",
            "Kurier bez słowa wniósł {thing} na czwarte piętro.",
            "Paczka przyszła dzień wcześniej, niż obiecano.",
            "Dobrze zapakowane, bez plastiku, ani jednej rysy.",
            "Wszystko w jednej dostawie i o umówionej godzinie.",
            "Kurier zadzwonił, uśmiechnął się i jeszcze zabrał stary karton.",
            "Nawet sąsiedzi zauważyli, jak dobrze to było zapakowane.",
        ),
        "Assembly": (
            "Złożyłam {furniture} w pół godziny, a z narzędziami mi nie po drodze.",
            "Każdy woreczek ze śrubami ma swój numer. Ktoś o tym pomyślał.",
            "Jasna instrukcja, solidne części i nawet śrubka na zapas.",
            "Syn, lat dwanaście, sam złożył {furniture}.",
            "Film pod kodem QR jest lepszy niż wszystkie rysunki.",
        ),
        "Service portal": (
            "Zgłoszenie brakującej części zajęło mi {quick}, wysłano ją tego samego dnia.",
            "Cały czas widziałam, co się dzieje z moim zgłoszeniem.",
            "Faktura i instrukcja w jednym miejscu, od razu znalezione.",
        ),
        "Support chat": (
            "Pani pamiętała moje poprzednie pytanie, a to rozwiązała w {quick}.",
            "Po minucie rozmawiałem z żywym człowiekiem, który naprawdę znał się na rzeczy.",
            "Od razu wysłali nową część, bez formularzy i zdjęć.",
            "Zaczęłam rozmowę zła, skończyłam z uśmiechem.",
        ),
        "Hotline": (
            "Ktoś odebrał po drugim sygnale i po prostu pomógł.",
            "Pan na infolinii został ze mną na linii, aż wszystko zadziałało.",
            "Oddzwonili {weekday}, dokładnie tak, jak obiecali.",
        ),
        "Returns": (
            "Zwrot {thing_gen} kodem z telefonu, pieniądze na koncie po dwóch dniach.",
            "Bez żadnych pytań, nawet o powód.",
            "Kurier odebrał {thing} spod drzwi i sam przywiózł etykietę.",
        ),
        "general": (
            "Wszystko poszło tak, jak powinno.",
            "Opowiedziałam już o was siostrze i dwóm koleżankom z pracy.",
            "Widać, że pracują tu ludzie, którym zależy.",
            "Łatwo od początku do końca.",
            "Teraz najpierw zaglądam do Nordhaus.",
            "Szybko, jasno i z uśmiechem.",
            "Lepiej, niż się spodziewałem.",
            "Dokładnie tak, jak obiecano.",
            "Sklep, na którym można polegać.",
            "Prawie zapomniałam, że to może być takie proste.",
            "Liczą się drobiazgi, a wy o nie dbacie.",
            "Kupuję trzeci raz i nigdy nie było problemu.",
            "Uczciwie, szybko, bez sztuczek.",
            "Ktoś tu naprawdę pomyślał o kliencie.",
        ),
    },
}

MORE: dict[str, tuple[str, ...]] = {
    "low": (
        "Następnym razem dwa razy się zastanowię.",
        "Proszę coś z tym zrobić.",
        "Przydałoby się chociaż „przepraszam”.",
        "Szkoda, bo same produkty lubię.",
        "Sąsiadka miała to samo.",
        "I to nie pierwszy raz.",
        "Duże rozczarowanie.",
        "Na razie poszukam gdzie indziej.",
        "Czy nikt tego nie sprawdza?",
        "Inni jakoś potrafią.",
    ),
    "mid": (
        "Poza tym w porządku.",
        "Może następnym razem będzie lepiej.",
        "Drobiazg, ale by pomogło.",
        "Dam wam jeszcze jedną szansę.",
        "Dlatego nie daję najwyższej oceny.",
        "Ani źle, ani świetnie.",
        "Mam nadzieję, że ktoś to przeczyta.",
        "Mimo wszystko dziękuję.",
        "Ceny przynajmniej są uczciwe.",
        "Da się to rozwiązać lepiej.",
    ),
    "high": (
        "Dziękuję!",
        "Oby tak dalej.",
        "Na pewno wrócę.",
        "Nic nie zmieniajcie.",
        "Tak powinno być wszędzie.",
        "Już was poleciłam dalej.",
        "Podziękowania dla całego zespołu.",
        "Sama przyjemność.",
        "Nie ma czego poprawiać.",
        "Brawo.",
    ),
}

SPECIAL: dict[str, tuple[str, ...]] = {
    "low": (
        "=SUMA(cierpliwość) wynosi już 0",
        "Mail od was zaczynał się od „Dzień dobry <b>IMIĘ</b>”. Dziękuję, nie mam więcej pytań.",
        "1. Napisałam.\n2. Zadzwoniłam.\n3. Czekam.\n\nNadal nic.",
    ),
    "mid": (
        "Jest „OK” – ani więcej, ani mniej & tyle ;-)",
        "-2 punkty za czekanie, +1 za miły głos.",
        "Da się żyć 🤷",
    ),
    "high": (
        "Polecam każdemu ❤️❤️❤️",
        "10/10, usiadłabym na tym krześle jeszcze raz 😄",
        'Córka mówi: "Mamo, to najlepszy sklep na świecie" – a ona jest <bardzo> surowa.',
    ),
}

#: A whole story, for a parcel that went astray: comments can be long.
LONG = (
    "Opiszę to dokładnie, bo mam wrażenie, że nikt wam tego nie powiedział. Zamówiłem z dużym wyprzedzeniem, "
    "termin miałem potwierdzony na piśmie. Dwa dni wcześniej przyszła wiadomość, że termin się zmienia, a "
    "nazajutrz kolejna, że jednak nie. W umówionym dniu siedziałem w domu od ósmej rano. W południe na stronie "
    "pojawiło się, że paczkę odebrano. Nie odebrano. Zapytałem i usłyszałem, że mam poczekać dobę, bo „system "
    "czasem wyprzedza kierowcę”. Następnego dnia ta sama osoba (bardzo uprzejma, to też chcę powiedzieć) "
    "wyjaśniła, że teraz trzeba zgłosić zaginięcie, co trwa pięć dni roboczych, i dopiero wtedy można cokolwiek "
    "wysłać ponownie. Wieczorem zadzwoniła do drzwi sąsiadka z ulicy obok, z paczką w rękach: stała u niej w "
    "ogrodzie. Więc w końcu mam, co zamówiłem, i nic się nie stłukło. Zostaje mi jednak w pamięci, że wszyscy "
    "byli uprzejmi i nikt niczego nie mógł zrobić."
)
