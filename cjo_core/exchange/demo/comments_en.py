"""What the demo's customers say in English: sentences by band and topic. Data only; nothing is composed here.

Every FIRST sentence stands alone and fits its topic; every MORE sentence fits after any first one of its band.
`{thing}` and the like are filled from WORDS; SPECIAL comments are whole and exercise the screen (markup, "=", breaks).
"""

from __future__ import annotations

WORDS: dict[str, tuple[str, ...]] = {
    "thing": (
        "lamp",
        "armchair",
        "rug",
        "mirror",
        "coffee table",
        "wall shelf",
        "desk",
        "blanket",
        "stool",
        "side table",
    ),
    "furniture": ("bookcase", "desk", "wardrobe", "bed frame", "coffee table", "chest of drawers", "sideboard"),
    "days": ("four", "five", "six", "eight", "nine", "ten"),
    "minutes": ("15", "20", "25", "35", "40", "45"),
    "quick": ("two minutes", "three minutes", "five minutes", "a few minutes"),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
}

FIRST: dict[str, dict[str, tuple[str, ...]]] = {
    "low": {
        "Search ad": (
            "The ad promised 30 % off, and on the page it was 10 % and only for new customers.",
            "I clicked on an ad for the {thing} and landed on your home page instead.",
            "The ad showed the {thing} in stock. It has been sold out for weeks.",
        ),
        "Social media": (
            "I asked about the {thing} under your post three times and nobody answered.",
            "The pictures you post look nothing like the {thing} in daylight.",
            "I see the same {thing} in my feed ten times a day, also after I bought it.",
        ),
        "Newsletter": (
            "I have unsubscribed twice and the newsletter still comes every {weekday}.",
            "The discount code from the newsletter was rejected, and there is no reason given.",
            "Four e-mails in one week is too much, and not one of them was about anything I look for.",
        ),
        "Product page": (
            "The measurements of the {thing} are wrong on the page: it is six centimetres wider.",
            "There is no way to see from the pictures what the {thing} is made of.",
            "The page said “in stock”, and after I paid it became three weeks.",
            "The colour I got has little to do with the colour on the page.",
        ),
        "Customer reviews": (
            "My critical review of the {thing} never appeared, only the five-star ones do.",
            "Half of the reviews are about a different model, so they were no help at all.",
            "I trusted the reviews, and the {furniture} wobbles exactly as the two bad ones said.",
        ),
        "Checkout": (
            "The basket was empty after I signed in, so I had to look for everything again.",
            "It asked for my address three times and then told me the session had expired.",
            "Shipping costs appear only at the very last step. That is not fair.",
            "The voucher field refuses a voucher you sent me yourselves.",
        ),
        "Payment": (
            "My card was charged twice, and getting it back took {days} days.",
            "The payment failed without a reason, but the money was gone from my account.",
            "I could not pay by transfer, although the page says so.",
        ),
        "Order tracking": (
            "The tracking said “out for delivery” for {days} days in a row.",
            "The link in the e-mail shows somebody else's parcel.",
            "I learned from the courier, not from you, that half of my order is missing.",
        ),
        "Delivery": (
            "It should have come on {weekday} and came {days} days later. Nobody wrote to me.",
            "The {thing} arrived damaged, and the box was soaked.",
            "The courier left the parcel in the rain in front of the building.",
            "I took a day off for the delivery, and then nobody came.",
            "Two of the three parcels arrived. The third is still missing.",
        ),
        "Assembly": (
            "Two screws were missing, so the {furniture} has been lying in the hall since {weekday}.",
            "The instructions for the {furniture} are small drawings without one word, and step 7 is wrong.",
            "The holes of the {furniture} do not line up. I had to drill them myself.",
        ),
        "Service portal": (
            "The portal logs me out whenever I try to attach a photo of the damage.",
            "I could not find my own order in the portal, although I had the number in front of me.",
            "The form wants a serial number for the {thing}. There is none.",
            "After {minutes} minutes of clicking I was back where I had started.",
        ),
        "Support chat": (
            "I explained the same problem to three people. Nobody could see what I had told the first one.",
            "The chat robot answered questions I had not asked, and then it closed the window.",
            "After {minutes} minutes in the chat I was told to write an e-mail.",
            "The agent promised to call back on {weekday}. Nobody called.",
        ),
        "Hotline": (
            "I waited {minutes} minutes on the line, and then the call was cut off.",
            "The person on the phone was friendly but was not allowed to decide anything.",
            "Five menus before I could speak to a human being.",
            "They passed me on four times, and each time I had to spell my name again.",
        ),
        "Returns": (
            "You want me to print a return label. Who still has a printer?",
            "The refund for the {thing} took five weeks, and only after I had asked twice.",
            "I had to pay for sending back the {thing} that was broken when it came.",
            "The parcel shop knew nothing about the return, and your code did not work there.",
        ),
        "launch": (
            "Since the new portal our company account shows none of our old orders.",
            "The new portal asks for a private e-mail address. We are a company and order as one.",
            "I used to send one e-mail for an invoice. Now the new portal makes me open a ticket for each of them.",
            "The new service portal cannot handle more than one delivery address, and we have six.",
            "Our bookkeeper cannot get into the new portal, and nobody can tell us why.",
            "Everybody sends us back to the new portal, and the portal sends us to everybody else.",
            "We reported a damaged delivery in the new portal {days} days ago. Status: “received”. Nothing else.",
            "With the new portal a colleague's ticket is invisible to me, so we both reported the same fault.",
        ),
        "news": (
            "The parcel locker was full again, and the parcel went back to the depot.",
            "Nobody told me about the strike. I waited at home all day for nothing.",
            "The new courier moved the date twice without asking me.",
            "My order has not left the depot all week.",
            "The courier noted “nobody at home”. I was at home the whole time.",
            "This was the third delivery date in one week, and I still have nothing.",
        ),
        "general": (
            "Not what I expected from Nordhaus after all the good things I had heard.",
            "It used to be much better.",
            "Nothing about this was easy.",
            "I felt that nobody was really responsible.",
            "Too many small things went wrong at once.",
            "You make promises and then do not keep them.",
            "I lost an evening over something that should take a minute.",
            "For this price I expect more care.",
        ),
    },
    "mid": {
        "Search ad": (
            "The ad was fine, but the offer in it was already over.",
            "I found what I was looking for, only not behind the ad I clicked on.",
            "The ad brought me here, the price of the {thing} made me think.",
        ),
        "Social media": (
            "Nice pictures, but please write the price and the size under them.",
            "The answer to my question came, {days} days later.",
            "I like the ideas; half of the things shown are sold out, though.",
        ),
        "Newsletter": (
            "Sometimes there is a good tip in it, mostly I just delete it.",
            "Once a month would be enough for me.",
            "The offers are good, but always for things I have bought already.",
        ),
        "Product page": (
            "Good pictures, but I miss one of the {thing} next to a person, for the size.",
            "The description is all right. The care instructions were hard to find.",
            "I had to open the page on a computer to compare two colours.",
        ),
        "Customer reviews": (
            "The reviews helped a bit; sorting them by newest would help more.",
            "Useful, but many of them are only two words long.",
            "I would like to see which reviews come from people who really bought the {thing}.",
        ),
        "Checkout": (
            "It worked, but why do I need an account to buy one {thing}?",
            "Quick enough, only the delivery date was hard to find.",
            "Ordering was fine. Changing the address afterwards was not possible.",
        ),
        "Payment": (
            "Paying worked on the second try.",
            "All right, but I miss paying on account.",
            "The bank's confirmation took a while, the rest was quick.",
        ),
        "Order tracking": (
            "The tracking is correct but always half a day behind.",
            "I would like a time window and not just a day.",
            "The e-mails are fine, three for one parcel are a bit many.",
        ),
        "Delivery": (
            "It came a day late, but in one piece.",
            "The {thing} is lovely. There was far too much plastic around it.",
            "Delivered to the neighbour without a note; I found it by chance.",
            "The driver was friendly, the time window of eight hours is not.",
        ),
        "Assembly": (
            "The {furniture} stands, but it took the two of us a whole evening.",
            "Assembly was fine until step 9; a short film would help.",
            "Everything was there. The little key for the screws is too short.",
        ),
        "Service portal": (
            "I found the answer in the portal, but only after a long search.",
            "It works on the computer; on the phone the buttons overlap.",
            "Fine for simple things. For everything else I would rather talk to someone.",
        ),
        "Support chat": (
            "The answer was right. It took {minutes} minutes to get it.",
            "Friendly people in the chat, but the first answer was from a textbook.",
            "My problem is half solved; I am waiting for the e-mail they promised.",
        ),
        "Hotline": (
            "Once I got through, it was solved quickly. Getting through took {minutes} minutes.",
            "Helpful, but I had to call twice.",
            "The advice was good, the music on hold was not.",
        ),
        "Returns": (
            "Good shop, but the return label has to be printed and I have no printer.",
            "The return worked, the money took {days} days.",
            "I could send the {thing} back, but only whole and in its original box, which I no longer had.",
        ),
        "launch": (
            "The new portal looks good, but for a company account half of it is missing.",
            "We got our invoice in the end. The old way was shorter.",
            "I can see what the new portal wants to be. It is not there yet for us as a company.",
            "Our request was solved, after a detour through the new portal and two phone calls.",
        ),
        "news": (
            "It arrived in the end, three days after the date I was promised.",
            "Nordhaus is not to blame for the courier, but I did wait all week.",
            "Fine otherwise, but this week's delivery was a mess.",
        ),
        "general": (
            "All right, with room for improvement.",
            "Nothing to complain about, nothing to rave about.",
            "It did what it had to do.",
            "Other shops do this about as well.",
            "Partly good, partly tiring.",
            "I got there in the end.",
            "Good idea, the details still need some work.",
            "Average this time; I have seen you do better.",
        ),
    },
    "high": {
        "Search ad": (
            "The ad led me straight to the {thing} I had in mind, at the price it said.",
            "For once an ad that kept its word.",
            "Searched, clicked, found. It could not be simpler.",
            "I compared three shops, and yours was the only ad that showed the full price with delivery.",
            "The ad said in stock, and it was in stock.",
        ),
        "Social media": (
            "Your posts gave me the idea for the whole room.",
            "I asked about the {thing} in a comment and had an honest answer within the hour.",
            "I like that you show real homes and not just showrooms.",
            "Your short film about oiling wood saved my old table.",
            "A friend shared your post, and now half of our street shops with you.",
        ),
        "Newsletter": (
            "The only newsletter I actually read.",
            "The tip about caring for wood alone was worth it.",
            "Short, useful, and the code for the {thing} simply worked.",
            "Comes once in a while and always with something I can use.",
            "I found the {thing} in your newsletter and would never have looked for it myself.",
        ),
        "Product page": (
            "All the measurements are there, even those of the parcel. That is what I need.",
            "The {thing} looks exactly like the pictures.",
            "The page answered every question before I had it.",
            "Seeing the {thing} in my own room on the phone decided it for me.",
        ),
        "Customer reviews": (
            "The reviews are honest, and you even answer the bad ones.",
            "Photos from other customers helped me choose the right colour.",
            "Somebody had asked exactly my question about the {thing}, and it was answered.",
            "A review with a photo of the {thing} in a small room convinced me.",
        ),
        "Checkout": (
            "Ordered on the bus in {quick}.",
            "No account, no fuss, the total was clear from the start.",
            "It remembered my address and the right floor.",
            "The quickest order I have placed this year.",
            "Everything on one page, and I could still change the delivery day at the end.",
            "My mother managed it alone, and she is eighty.",
        ),
        "Payment": (
            "Paid with one tap, the receipt was in my inbox before I had put the phone away.",
            "Good to have the choice of paying after delivery.",
            "Paying was safe and quick, nothing more to say.",
            "The instalments were explained in plain words, without small print.",
            "The refund of the price difference arrived on its own.",
        ),
        "Order tracking": (
            "I knew at every moment where my {thing} was.",
            "I could move the delivery to {weekday} with one click.",
            "The message ten minutes before the courier came was perfect.",
            "Two messages, both at the right moment.",
            "I could see that both parcels would come together, and they did.",
        ),
        "Delivery": (
            "Ordered on {weekday}, here the next morning, perfectly packed.",
            "The courier carried the {thing} up to the fourth floor without a word of complaint.",
            "The {thing} came a day earlier than promised.",
            "Well packed, no plastic, not a scratch.",
            "Everything in one delivery and at the hour you said.",
            "The courier rang, smiled and even took the old box with him.",
            "Even the neighbours noticed how well it was packed.",
        ),
        "Assembly": (
            "The {furniture} was up in half an hour, and I am not good with tools.",
            "Every bag of screws had its number. Somebody thought about this.",
            "Clear instructions, solid parts, and there was even a spare screw.",
            "My son of twelve put the {furniture} together on his own.",
            "The film behind the QR code is worth more than any drawing.",
        ),
        "Service portal": (
            "Reported a missing part in {quick}, and it was in the post the same day.",
            "I could see all the time what was happening with my request.",
            "Found the invoice and the manual in one place.",
        ),
        "Support chat": (
            "She remembered my last question and solved this one in {quick}.",
            "A real person within a minute, and she knew the {thing} inside out.",
            "They sent a new part at once, no forms, no photos.",
            "I came angry and left with a smile.",
        ),
        "Hotline": (
            "Somebody picked up at the second ring and simply helped.",
            "The gentleman on the phone stayed with me until it worked.",
            "I got a call back on {weekday}, exactly as promised.",
        ),
        "Returns": (
            "Returned the {thing} with a code on my phone, the money was back in two days.",
            "No questions asked, not even why.",
            "The courier collected it from my door and brought the label with him.",
        ),
        "general": (
            "Everything went just as it should.",
            "I have told my sister and two colleagues about you.",
            "You notice that people who care work here.",
            "Easy from beginning to end.",
            "Nordhaus is where I look first now.",
            "Quick, clear and friendly.",
            "Better than I had expected.",
            "Exactly as it was promised.",
            "A shop one can rely on.",
            "I had almost forgotten that it can be this simple.",
            "It is the small things, and you get them right.",
            "My third time here, and never a problem.",
            "Honest, fast, no tricks.",
            "Somebody has really thought about the customer here.",
        ),
    },
}

MORE: dict[str, tuple[str, ...]] = {
    "low": (
        "I will think twice next time.",
        "Please sort this out.",
        "I would have liked at least an apology.",
        "A pity, because I like the things you sell.",
        "My neighbour had the same experience.",
        "This is not the first time either.",
        "I am really disappointed.",
        "For now I shall look elsewhere.",
        "Does nobody check this?",
        "Other shops manage.",
    ),
    "mid": (
        "Otherwise fine.",
        "Maybe better next time.",
        "A small thing, but it would help.",
        "I will give it another try.",
        "Hence no top score from me.",
        "Not bad, not great.",
        "I hope somebody reads this.",
        "All the same, thank you.",
        "The prices are fair, at least.",
        "That could be solved better.",
    ),
    "high": (
        "Thank you!",
        "Keep it up.",
        "I will be back.",
        "Please stay as you are.",
        "That is how it should be everywhere.",
        "I have already recommended you.",
        "Many thanks to the team.",
        "A pleasure.",
        "Nothing to improve.",
        "Well done.",
    ),
}

SPECIAL: dict[str, tuple[str, ...]] = {
    "low": (
        "=SUM(my patience) is now 0",
        "Your e-mail began with “Dear <b>{{first_name}}</b>”. No further questions.",
        "1. I wrote.\n2. I called.\n3. I waited.\n\nStill no answer.",
    ),
    "mid": (
        'It\'s "okay" – not more & not less ;-)',
        "-2 points for the waiting, +1 for the friendly voice.",
        "🤷",
    ),
    "high": (
        "❤️❤️❤️",
        "10/10, would sit on this chair again 😄",
        'My daughter says: "Mum, this is the best shop in the world" – and she is <very> strict.',
    ),
}

#: A whole story, for a parcel that went astray: comments can be long.
LONG = (
    "I want to describe this properly, because I think nobody has told you. I ordered in good time, with the date"
    " confirmed in writing. Two days before, a message came that the date had been moved; the day after, another "
    "one that it had been moved back. On the day itself I stayed at home from eight in the morning. At noon the "
    "page said the parcel had been handed over. It had not. I asked, and was told to wait for twenty-four hours, "
    "because “sometimes the system is ahead of the driver”. The next day the same person (very friendly, I want "
    "to say that too) told me that it now had to be reported as a loss, which takes five working days, and that "
    "only then could anything be sent again. In the evening a neighbour from the next street rang at my door with"
    " the parcel in her arms; it had been standing in her garden. So in the end I have it, and it is fine. But "
    "what stays with me is that everybody was polite and nobody was able to do anything."
)
