package ui

// Route is a line of the route table, as tests see it.
type Route struct{ Method, Path, Role string }

// Routes lists the table of all routes under /api/v1.
func Routes() []Route {
	all := make([]Route, len(api))
	for i, r := range api {
		all[i] = Route{r.method, "/api/v1" + r.path, string(r.need)}
	}
	return all
}

// Screens lists the table of all pages and of what their forms ask.
func Screens() []Route {
	all := make([]Route, len(pages))
	for i, r := range pages {
		all[i] = Route{r.method, r.path, string(r.need)}
	}
	return all
}
