package standin

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// TelegramOptions say what a Telegram is like. The zero value is usable.
type TelegramOptions struct {
	Token string   // of the bot; "110201543:demo-telegram-token" when empty
	Chats []string // those that exist; nil for any number and any @name
	Keep  int      // messages kept, and requests the recorder keeps; 10,000 when zero
}

// TelegramQuirks are what happens only at times. The zero value is a Telegram
// that takes everything that is right.
type TelegramQuirks struct {
	// Blocked answers sends with 403: the person has blocked the bot.
	Blocked bool
	// MovedTo answers sends with the id of the group that this one became; zero
	// for none.
	MovedTo int64
}

// Telegram stands in for api.telegram.org. Routes are paths behind the token.
type Telegram struct {
	*Front
	switches[TelegramQuirks]

	options TelegramOptions
	mu      sync.Mutex
	sent    tail[TelegramMessage]
}

// TelegramMessage is a message that was sent.
type TelegramMessage struct {
	ID   int
	Chat string
	Text string // as people read it: parsed by the mode
	Raw  string // as it came
	Mode string // parse_mode
	File string // the address of a document or photo; "" for a text
	Said map[string]any
}

// NewTelegram makes a stand-in. It is safe for concurrent use.
func NewTelegram(o TelegramOptions) *Telegram {
	o.Token = cmp.Or(o.Token, "110201543:demo-telegram-token")
	o.Keep = cmp.Or(o.Keep, keptRequests)
	t := &Telegram{options: o, sent: tail[TelegramMessage]{limit: o.Keep}}
	t.Front = newFront(t.handle, telegramRoute, o.Keep)
	return t
}

// Token is that of the bot.
func (t *Telegram) Token() string { return t.options.Token }

// Messages are the latest sent, oldest first.
func (t *Telegram) Messages() []TelegramMessage {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.sent.latest())
}

// Wait lets the next n calls be refused with 429, and says in the body how many
// seconds to wait.
func (t *Telegram) Wait(n, seconds int) {
	t.Fail("/", n, Answer(http.StatusTooManyRequests, string(encodeJSON(object{
		"ok": false, "error_code": 429, "description": fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		"parameters": object{"retry_after": seconds},
	}))))
}

var telegramToken = regexp.MustCompile(`^/bot([0-9]+:[A-Za-z0-9_-]+)/`)

func telegramRoute(r *http.Request) string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return "/" + rest
}

func (t *Telegram) handle(w http.ResponseWriter, r *http.Request) {
	token := telegramToken.FindStringSubmatch(r.URL.Path)
	said, readable := params(r)
	switch {
	case token == nil: // that a malformed token is a 404 is a guess
		t.refuse(w, http.StatusNotFound, "Not Found", nil)
	case token[1] != t.options.Token:
		t.refuse(w, http.StatusUnauthorized, "Unauthorized", nil)
	case r.Method != http.MethodGet && r.Method != http.MethodPost:
		t.refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed", nil)
	case !readable:
		t.refuse(w, http.StatusBadRequest, "Bad Request: can't parse the request", nil)
	default:
		t.call(w, strings.ToLower(strings.Trim(telegramRoute(r), "/")), said)
	}
}

func (t *Telegram) call(w http.ResponseWriter, method string, said object) {
	bot, _, _ := strings.Cut(t.options.Token, ":")
	switch method {
	case "getme":
		t.give(w, object{"id": asID(bot), "is_bot": true, "first_name": "Demo", "username": "demo_bot", "can_join_groups": true})
	case "sendmessage":
		t.send(w, said, "text", "", 4096)
	case "senddocument":
		t.send(w, said, "caption", "document", 1024)
	case "sendphoto":
		t.send(w, said, "caption", "photo", 1024)
	default:
		t.refuse(w, http.StatusNotFound, "Not Found", nil)
	}
}

// send takes a message whose words stand under one name and whose file, if it has
// one, under another.
func (t *Telegram) send(w http.ResponseWriter, said object, words, file string, most int) {
	quirks, chat, raw, mode := t.Quirks(), text(said["chat_id"]), text(said[words]), text(said["parse_mode"])
	plain, wrong := telegramText(raw, mode)
	switch {
	case !t.knows(chat):
		t.refuse(w, http.StatusBadRequest, "Bad Request: chat not found", nil)
	case quirks.Blocked:
		t.refuse(w, http.StatusForbidden, "Forbidden: bot was blocked by the user", nil)
	case quirks.MovedTo != 0:
		t.refuse(w, http.StatusBadRequest, "Bad Request: group chat was upgraded to a supergroup chat", object{"migrate_to_chat_id": quirks.MovedTo})
	case wrong != "":
		t.refuse(w, http.StatusBadRequest, "Bad Request: "+wrong, nil)
	case file == "" && strings.TrimSpace(plain) == "":
		t.refuse(w, http.StatusBadRequest, "Bad Request: message text is empty", nil)
	case utf8.RuneCountInString(plain) > most:
		t.refuse(w, http.StatusBadRequest, "Bad Request: message is too long", nil)
	case file != "" && text(said[file]) == "":
		t.refuse(w, http.StatusBadRequest, "Bad Request: there is no "+file+" in the request", nil)
	default:
		t.sendRight(w, TelegramMessage{Chat: chat, Text: plain, Raw: raw, Mode: mode, File: text(said[file]), Said: said}, words)
	}
}

func (t *Telegram) sendRight(w http.ResponseWriter, m TelegramMessage, words string) {
	t.mu.Lock()
	m.ID = t.sent.total + 1
	t.sent.add(m)
	t.mu.Unlock()
	message := object{"message_id": m.ID, "date": t.now().Unix(), "chat": telegramChat(m.Chat)}
	if m.Text != "" {
		message[words] = m.Text
	}
	if m.File != "" {
		message["document"] = object{"file_id": "BQACAgIAAxkBAAM" + strconv.Itoa(m.ID), "file_name": m.File[strings.LastIndexByte(m.File, '/')+1:]}
	}
	t.give(w, message)
}

func telegramChat(chat string) object {
	if name, ok := strings.CutPrefix(chat, "@"); ok {
		return object{"id": -1001000000000, "type": "channel", "username": name}
	}
	id, _ := strconv.ParseInt(chat, 10, 64)
	return object{"id": id, "type": map[bool]string{true: "supergroup", false: "private"}[id < 0]}
}

func (t *Telegram) knows(chat string) bool {
	if t.options.Chats != nil {
		return slices.Contains(t.options.Chats, chat)
	}
	id, err := strconv.ParseInt(chat, 10, 64)
	return err == nil && id != 0 || len(chat) > 1 && chat[0] == '@'
}

func (t *Telegram) give(w http.ResponseWriter, result any) {
	writeJSON(w, http.StatusOK, object{"ok": true, "result": result})
}

// refuse answers as Telegram does: the status stands in the body, too.
func (t *Telegram) refuse(w http.ResponseWriter, status int, description string, parameters object) {
	answer := object{"ok": false, "error_code": status, "description": description}
	if parameters != nil {
		answer["parameters"] = parameters
	}
	writeJSON(w, status, answer)
}
