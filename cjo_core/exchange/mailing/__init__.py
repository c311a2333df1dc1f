"""Mail out: what it says, by which server, and one after the other. Never decides who is asked.

server.py     the mail server of a store; its password comes from the environment and is never stored
snippet.py    a question as HTML for mails, each score a link that only chooses
composing.py  one invitation as a message, plain and HTML, with the way to unsubscribe
sending.py    sends what is due, and can be stopped and gone on with at any point
"""
