package standin_test

import (
	"net/url"
	"strings"
	"testing"

	"stanok/examples/standin"
)

func TestTelegramTakesWhatARealOneTakes(t *testing.T) {
	bot := standin.NewTelegram(standin.TelegramOptions{Token: "1:abc", Chats: []string{"42", "@c"}})
	base := serve(t, bot)
	for _, c := range []struct {
		say    string
		path   string
		form   url.Values
		status int
		says   string
	}{
		{"getMe", "/bot1:abc/getMe", nil, 200, `"username":"demo_bot"`},
		{"case", "/bot1:abc/SENDMESSAGE", url.Values{"chat_id": {"@c"}, "text": {"x"}}, 200, `"message_id":1`},
		{"malformed token", "/botabc/getMe", nil, 404, "Not Found"},
		{"wrong token", "/bot1:abd/getMe", nil, 401, "Unauthorized"},
		{"no method", "/bot1:abc/nope", nil, 404, "Not Found"},
		{"no chat", "/bot1:abc/sendMessage", url.Values{"text": {"x"}}, 400, "chat not found"},
		{"empty", "/bot1:abc/sendMessage", url.Values{"chat_id": {"42"}, "text": {" "}}, 400, "message text is empty"},
		{"empty under marks", "/bot1:abc/sendMessage", url.Values{"chat_id": {"42"}, "text": {"<b></b>"}, "parse_mode": {"HTML"}}, 400, "message text is empty"},
		{"mode", "/bot1:abc/sendMessage", url.Values{"chat_id": {"42"}, "text": {"x"}, "parse_mode": {"BB"}}, 400, "unsupported parse_mode"},
		{"no file", "/bot1:abc/sendDocument", url.Values{"chat_id": {"42"}}, 400, "there is no document"},
		{"file", "/bot1:abc/sendPhoto", url.Values{"chat_id": {"42"}, "photo": {"https://x.test/a.jpg"}}, 200, `"message_id":2`},
	} {
		answer, body := post(t, base+c.path, c.form)
		if answer.StatusCode != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d %s", c.say, answer.StatusCode, body)
		}
	}
	bot.Wait(1, 7)
	answer, body := get(t, base+"/bot1:abc/sendMessage?chat_id=42&text=x")
	if answer.StatusCode != 429 || answer.Header.Get("Retry-After") != "" || !strings.Contains(body, `"parameters":{"retry_after":7}`) {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
	bot.Switch(func(q *standin.TelegramQuirks) { q.Blocked = true })
	answer, _ = get(t, base+"/bot1:abc/sendMessage?chat_id=42&text=x")
	wantStatus(t, answer, 403)
	bot.Switch(func(q *standin.TelegramQuirks) { *q = standin.TelegramQuirks{MovedTo: -100} })
	if _, body = get(t, base+"/bot1:abc/sendMessage?chat_id=42&text=x"); !strings.Contains(body, `"migrate_to_chat_id":-100`) {
		t.Error(body)
	}
}

func TestMarksAreReadAsTelegramReadsThem(t *testing.T) {
	bot := standin.NewTelegram(standin.TelegramOptions{Token: "1:abc"})
	base := serve(t, bot)
	for _, c := range []struct{ mode, raw, plain, wrong string }{
		{"HTML", "<b>a</b> &lt;c&gt; &amp; d & e &#39;", "a <c> & d & e '", ""},
		{"html", `<a href="https://x.test">x</a>`, "x", ""},
		{"HTML", "<b>a", "", "Can't find end tag"},
		{"HTML", "a < b", "", "Unclosed start tag"},
		{"HTML", "<x>a</x>", "", "Unsupported start tag"},
		{"HTML", "<b>a</i>", "", "Unexpected end tag"},
		{"MarkdownV2", `*a* _b_ __c__ ~d~ ||e|| [f](https://x.test) \.\_`, "a b c d e f ._", ""},
		{"MarkdownV2", "`a.b`", "a.b", ""},
		{"MarkdownV2", "```\na-b\n```", "\na-b\n", ""},
		{"MarkdownV2", ">quoted", "quoted", ""},
		{"MarkdownV2", "a.b", "", "Character '.' is reserved"},
		{"MarkdownV2", "*a", "", "byte offset 0"},
		{"MarkdownV2", "[a]b", "", "end of a URL"},
		{"MarkdownV2", "a]b", "", "']' is reserved"},
		{"", "*a* <b>", "*a* <b>", ""},
	} {
		answer, body := post(t, base+"/bot1:abc/sendMessage", url.Values{"chat_id": {"42"}, "text": {c.raw}, "parse_mode": {c.mode}})
		if c.wrong != "" {
			if answer.StatusCode != 400 || !strings.Contains(body, c.wrong) {
				t.Errorf("%q: %s", c.raw, body)
			}
			continue
		}
		all := bot.Messages()
		if answer.StatusCode != 200 || all[len(all)-1].Text != c.plain {
			t.Errorf("%q: %s", c.raw, body)
		}
	}
}
