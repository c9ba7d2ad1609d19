package standin

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
)

// UONHook is a webhook registered over the API.
type UONHook struct {
	ID     int
	URL    string
	TypeID string
	Method string // get or post; empty as it was sent
}

// maxHooks bounds the registered webhooks; beyond it none is taken.
const maxHooks = 1000

// uonHooks keeps registered webhooks.
type uonHooks struct {
	mu   sync.Mutex
	last int
	byID map[int]UONHook
}

// Hooks are the webhooks registered over the API, oldest first. The stand-in
// does not call them by itself; Notify sends what a test wants sent.
func (u *UON) Hooks() []UONHook {
	u.hooks.mu.Lock()
	defer u.hooks.mu.Unlock()
	return slices.SortedFunc(maps.Values(u.hooks.byID), func(a, b UONHook) int { return a.ID - b.ID })
}

func (u *UON) listHooks(w http.ResponseWriter, r *http.Request) {
	hooks := []any{}
	for _, h := range u.Hooks() {
		hooks = append(hooks, object{"id": h.ID, "url": h.URL, "type_id": h.TypeID, "method": h.Method})
	}
	if len(hooks) == 0 || r.PathValue("page") != "1" {
		u.refuse(w, http.StatusNotFound, "Not found")
		return
	}
	writeJSON(w, http.StatusOK, object{"result": http.StatusOK, "webhook": hooks})
}

func (u *UON) createHook(w http.ResponseWriter, r *http.Request) {
	form, ok := u.form(w, r)
	if !ok {
		return
	}
	id := u.hooks.add(UONHook{URL: form.Get("url"), TypeID: form.Get("type_id"), Method: form.Get("method")})
	if id == 0 {
		u.refuse(w, http.StatusNotFound, "Too many webhooks")
		return
	}
	u.created(w, strconv.Itoa(id))
}

func (u *UON) updateHook(w http.ResponseWriter, r *http.Request) {
	form, ok := u.form(w, r)
	if !ok {
		return
	}
	hook, known := u.hooks.find(r.PathValue("id"))
	if !known {
		u.refuse(w, http.StatusNotFound, "Not found")
		return
	}
	for name, field := range map[string]*string{"url": &hook.URL, "type_id": &hook.TypeID, "method": &hook.Method} {
		if form.Has(name) {
			*field = form.Get(name)
		}
	}
	u.hooks.set(hook)
	u.created(w, r.PathValue("id"))
}

func (u *UON) deleteHook(w http.ResponseWriter, r *http.Request) {
	hook, known := u.hooks.find(r.PathValue("id"))
	if !known {
		u.refuse(w, http.StatusNotFound, "Not found")
		return
	}
	u.hooks.remove(hook.ID)
	u.created(w, r.PathValue("id"))
}

// add gives the hook its id; zero when there are too many.
func (h *uonHooks) add(hook UONHook) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.byID) >= maxHooks {
		return 0
	}
	h.last++
	hook.ID = h.last
	h.byID[hook.ID] = hook
	return hook.ID
}

func (h *uonHooks) find(id string) (UONHook, bool) {
	n, err := strconv.Atoi(id)
	h.mu.Lock()
	defer h.mu.Unlock()
	hook, known := h.byID[n]
	return hook, known && err == nil
}

func (h *uonHooks) set(hook UONHook) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.byID[hook.ID] = hook
}

func (h *uonHooks) remove(id int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.byID, id)
}
