"""Uses Postroom with smtplib, imaplib and poplib. Prints one line for each step that succeeded."""

import email
import email.policy
import imaplib
import poplib
import smtplib
import ssl
import sys
from email.message import EmailMessage

smtp, smtps, imap, imaps, pop3, pop3s = map(int, sys.argv[1:7])
user, ca = sys.argv[7:]
PASSWORD = "correct horse"
HOST = "localhost"
tls = ssl.create_default_context(cafile=ca)

message = EmailMessage()
message["From"] = message["To"] = user
message["Subject"] = "Grüße aus Python"
message.set_content("Hello\n.\n..dots\nßüß\n")
message.add_attachment(bytes(range(256)), maintype="application", subtype="octet-stream", filename="schön.bin")


def sent_by_both_ports():
    with smtplib.SMTP(HOST, smtp, timeout=20) as server:
        server.starttls(context=tls)
        server.login(user, PASSWORD)
        assert server.send_message(message) == {}
    with smtplib.SMTP_SSL(HOST, smtps, timeout=20, context=tls) as server:
        server.login(user, PASSWORD)
        assert server.send_message(message) == {}
        code, text = server.docmd("RSET")
        assert code == 250, text


def wrong_password_by_smtp():
    with smtplib.SMTP_SSL(HOST, smtps, timeout=20, context=tls) as server:
        try:
            server.login(user, "wrong")
        except smtplib.SMTPAuthenticationError as error:
            assert error.smtp_code == 535, error
        else:
            raise AssertionError("logged in")


def only_the_good_recipient():
    with smtplib.SMTP_SSL(HOST, smtps, timeout=20, context=tls) as server:
        server.login(user, PASSWORD)
        refused = server.sendmail(user, [user, "nobody@a.test"], message.as_bytes())
        assert list(refused) == ["nobody@a.test"] and refused["nobody@a.test"][0] == 550, refused


def body_of(got):
    return got.get_body().get_content().replace("\r\n", "\n")


def session(kind):
    if kind == "starttls":
        box = imaplib.IMAP4(HOST, imap, timeout=20)
        box.starttls(ssl_context=tls)
    else:
        box = imaplib.IMAP4_SSL(HOST, imaps, ssl_context=tls, timeout=20)
    return box


def read_by_imap():
    for kind in ("starttls", "tls"):
        box = session(kind)
        box.login(user, PASSWORD)
        wait_for_three(box)
        _, data = box.fetch("1", "(BODY.PEEK[])")
        got = email.message_from_bytes(data[0][1], policy=email.policy.default)
        assert got["Subject"] == "Grüße aus Python", got["Subject"]
        assert body_of(got) == "Hello\n.\n..dots\nßüß\n", body_of(got)
        assert next(got.iter_attachments()).get_content() == bytes(range(256))
        box.logout()


def wait_for_three(box):
    # imaplib before Python 3.14 has no IDLE, so NOOP asks for new mail
    box.select("INBOX")
    while int(box.search(None, "ALL")[1][0].split()[-1:][0] or 0) < 3:
        box.noop()


def imap_commands():
    box = session("tls")
    box.login(user, PASSWORD)
    good(box.create('"Arbeit &- mehr"'))
    good(box.subscribe('"Arbeit &- mehr"'))
    assert any(b"Arbeit" in line for line in good(box.list())), "LIST"
    assert any(b"Arbeit" in line for line in good(box.lsub())), "LSUB"
    good(box.append('"Arbeit &- mehr"', r"(\Seen $Work)", '"03-Feb-2001 04:05:06 +0000"', message.as_bytes()))
    good(box.select('"Arbeit &- mehr"'))
    assert b"3-Feb-2001 04:05:06 +0000" in good(box.fetch("1", "(INTERNALDATE FLAGS)"))[0]
    assert good(box.search(None, "KEYWORD", "$Work", "SEEN")) == [b"1"]
    assert good(box.uid("SEARCH", "CHARSET", "UTF-8", "SUBJECT", literal(box, "grüße"))) == [b"1"]
    good(box.store("1", "+FLAGS", r"(\Flagged)"))
    good(box.copy("1", "INBOX"))
    good(box.store("1", "+FLAGS", r"(\Deleted)"))
    assert good(box.expunge()) == [b"1"]
    good(box.close())
    good(box.rename('"Arbeit &- mehr"', "Fertig"))
    assert good(box.status("Fertig", "(MESSAGES UIDNEXT UNSEEN)")) == [b"Fertig (MESSAGES 0 UIDNEXT 2 UNSEEN 0)"]
    good(box.delete("Fertig"))
    good(box.getquotaroot("INBOX"))
    good(box.namespace())
    good(box.enable("CONDSTORE"))
    box.logout()


def literal(box, text):
    box.literal = text.encode()
    return None


def good(answer):
    status, data = answer
    assert status == "OK", answer
    return data


def wrong_password_by_imap():
    box = session("tls")
    try:
        box.login(user, "wrong")
    except imaplib.IMAP4.error as error:
        assert "AUTHENTICATIONFAILED" in str(error), error
    else:
        raise AssertionError("logged in")
    box.shutdown()


def maildrop(kind):
    if kind == "stls":
        box = poplib.POP3(HOST, pop3, timeout=20)
        box.stls(context=tls)
    else:
        box = poplib.POP3_SSL(HOST, pop3s, timeout=20, context=tls)
    box.user(user)
    box.pass_(PASSWORD)
    return box


def ids(box):
    return [line.split()[1] for line in box.uidl()[1]]


def read_by_pop3():
    box = maildrop("stls")
    before = ids(box)
    raw = b"\r\n".join(box.retr(1)[1]) + b"\r\n"
    got = email.message_from_bytes(raw, policy=email.policy.default)
    assert body_of(got) == "Hello\n.\n..dots\nßüß\n", body_of(got)
    box.dele(1)
    box.quit()
    box = maildrop("tls")
    assert ids(box) == before[1:], (before, ids(box))
    box.dele(1)
    box.rset()
    box.quit()
    box = maildrop("tls")
    assert ids(box) == before[1:]
    box.quit()


def wrong_password_by_pop3():
    box = poplib.POP3_SSL(HOST, pop3s, timeout=20, context=tls)
    box.user(user)
    try:
        box.pass_("wrong")
    except poplib.error_proto as error:
        assert "[AUTH]" in str(error), error
    else:
        raise AssertionError("logged in")
    box.close()


for step in (
    sent_by_both_ports,
    wrong_password_by_smtp,
    only_the_good_recipient,
    read_by_imap,
    imap_commands,
    wrong_password_by_imap,
    read_by_pop3,
    wrong_password_by_pop3,
):
    step()
    print(step.__name__.replace("_", " "))
