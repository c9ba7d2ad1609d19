package actions_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stanok/examples/standin"
)

func telegram(t *testing.T) (*connected, *standin.Telegram) {
	bot := standin.NewTelegram(standin.TelegramOptions{Chats: []string{"42", "@news"}})
	return connect(t, "telegram", bot, "api_root", "{url}", "!token", bot.Token()), bot
}

func TestTelegramGetsAMessage(t *testing.T) {
	c, bot := telegram(t)
	got := c.done("send", `{"chat_id": "42", "text": "Новая заявка: {{ source.name }}!", "silent": true, "preview": false, "topic": "7"}`, map[string]any{"name": "Олег <b>_Ким_</b>"})
	m := bot.Messages()[0]
	c.equal("number", got["message_id"], m.ID)
	c.equal("text", m.Raw, "Новая заявка: Олег <b>_Ким_</b>!")
	c.equal("the rest", []any{m.Mode, m.Said["disable_notification"], m.Said["link_preview_options"], m.Said["message_thread_id"]}, "[ true map[is_disabled:true] 7]")
	c.done("send_document", `{"chat_id": "@news", "document": "https://files.test/счёт.pdf", "caption": "<b>{{ source.name }}</b>", "format": "html"}`, map[string]any{"name": "A & <B>"})
	c.done("send_photo", `{"chat_id": "42", "photo": "https://files.test/a.jpg"}`)
	all := bot.Messages()
	c.equal("file", []string{all[1].File, all[1].Text, all[1].Raw}, "[https://files.test/счёт.pdf A & <B> <b>A &amp; &lt;B&gt;</b>]")
	c.equal("photo", []string{all[2].File, all[2].Text}, "[https://files.test/a.jpg ]")
	c.tried("token")
}

func TestWhatIsInsertedNeverBecomesAMark(t *testing.T) {
	c, bot := telegram(t)
	hostile := rapid.StringMatching("[a-zА-я 0-9_*\\[\\]()~`>#+=|{}.!\\\\<&;/\"'\n-]{0,60}")
	for format, with := range map[string]string{
		"plain": "Имя: {{ source.name }};", "html": "<b>Имя:</b> {{ source.name }}<i>;</i>", "markdown": "*Имя:* {{ source.name }}_;_",
	} {
		for i := range 40 {
			name := hostile.Example(i)
			c.done("send", `{"chat_id": "42", "format": "`+format+`", "text": "`+with+`"}`, map[string]any{"name": name})
			all := bot.Messages()
			if got := all[len(all)-1].Text; got != "Имя: "+name+";" {
				t.Fatalf("%s: people read %q, not %q", format, got, name)
			}
		}
	}
	for _, format := range []string{"html", "markdown"} { // a whole insert, too
		c.done("send", `{"chat_id": "42", "format": "`+format+`", "text": "{{ source.name }}"}`, map[string]any{"name": "a_b <c> & *d*"})
		all := bot.Messages()
		c.equal(format, all[len(all)-1].Text, "a_b <c> & *d*")
	}
}

func TestTelegramIsWaitedForAsLongAsItSays(t *testing.T) {
	c, bot := telegram(t)
	bot.Wait(2, 37)
	const with = `{"chat_id": "42", "text": "hi"}`
	c.waits("send", with, 37*time.Second)
	c.waits("send_photo", `{"chat_id": "42", "photo": "https://files.test/a.jpg"}`, 37*time.Second)
	c.done("send", with)
	if n := len(bot.Messages()); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestTelegramSaysWhyItRefuses(t *testing.T) {
	c, bot := telegram(t)
	c.refuses("send", `{"chat_id": "43", "text": "hi"}`, "chat not found")
	c.refuses("send", `{"chat_id": "42", "text": "Done!", "format": "markdown"}`, "'!' is reserved")
	c.refuses("send", `{"chat_id": "42", "text": "`+strings.Repeat("я", 4097)+`"}`, "message is too long")
	bot.Switch(func(q *standin.TelegramQuirks) { q.Blocked = true })
	c.refuses("send", `{"chat_id": "42", "text": "hi"}`, "blocked by the user")
	bot.Switch(func(q *standin.TelegramQuirks) { *q = standin.TelegramQuirks{MovedTo: -1009} })
	c.refuses("send", `{"chat_id": "42", "text": "hi"}`, "upgraded to a supergroup")
}
