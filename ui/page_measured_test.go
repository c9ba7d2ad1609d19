package ui_test

import (
	"net/http"
	"slices"
	"testing"

	"stanok/engine"
	"stanok/ui"
	"stanok/ui/uitest"
)

// measured are the addresses at which BenchmarkPages asks for each page of the
// table; see large.address for the names in them.
var measured = map[string][]string{
	"/":                                 {"/"},
	"/setup":                            {"/setup"},
	"/login":                            {"/login"},
	"/forgot":                           {"/forgot"},
	"/pass/:token":                      {"/pass/PASS"},
	"/confirm":                          {"/confirm"},
	"/account":                          {"/account"},
	"/users":                            {"/users"},
	"/users/:id":                        {"/users/PERSON"},
	"/p":                                {"/p", "/p?q=envybox", "/p?sort=last&page=20", "/p?q=envibax"},
	"/p/bin":                            {"/p/bin"},
	"/p/export":                         {"/p/export?id=ID"},
	"/p/:id/export":                     {"/p/ID/export"},
	"/p/:id/labels":                     {"/p/ID/labels"},
	"/p/:id/bin":                        {"/p/ID/bin"},
	"/import":                           {"/import"},
	"/operations":                       {"/operations"},
	"/operations/:id":                   {"/operations/OP"},
	"/ops":                              {"/ops", "/ops?q=4821", "/ops?state=failed&period=7d", "/ops?q=nobody"},
	"/p/:id/ops":                        {"/p/ID/ops", "/p/ID/ops?q=nobody"},
	"/ops/:id":                          {"/ops/OP", "/ops/OP?step=fields"},
	"/ops/:id/repeat":                   {"/ops/OP/repeat", "/ops/OP/repeat?step=send"},
	"/ops/:id/edit":                     {"/ops/OP/edit", "/ops/OP/edit?view=text"},
	"/ops/:id/tree":                     {"/ops/OP/tree?step=fields&side=out"},
	"/ops/:id/origin":                   {`/ops/OP/origin?step=fields&side=out&path=%5B%22id%22%5D`},
	"/ops/:id/compare":                  {"/ops/OP/compare"},
	"/ops/:id/text":                     {"/ops/OP/text?step=request&side=out"},
	"/replays":                          {"/replays"},
	"/erase":                            {"/erase?all=true&state=failed", "/erase"},
	"/replays/new":                      {"/replays/new?all=true&state=failed", "/replays/new?all=true&state=failed&way=start", "/replays/new"},
	"/replays/:id":                      {"/replays/BATCH"},
	"/connections":                      {"/connections"},
	"/connections/new":                  {"/connections/new"},
	"/connections/:id":                  {"/connections/CONNECTION"},
	"/p/:id":                            {"/p/ID", "/p/ID?at=source", "/p/ID?at=request", "/p/ID?at=fields", "/p/ID?at=lead", "/p/ID?at=send"},
	"/p/:id/panel":                      {"/p/ID/panel?at=lead"},
	"/p/:id/data":                       {"/p/ID/data?at=lead"},
	"/p/:id/tree":                       {"/p/ID/tree?at=lead&group=source&path="},
	"/p/:id/parts":                      {"/p/ID/parts?at=lead&since=0"},
	"/p/:id/value":                      {`/p/ID/value?at=lead&group=source&path=%5B%22json%22%5D%5B%22token%22%5D`},
	"/ops/:id/secret":                   {`/ops/OP/secret?step=fields&side=out&path=%5B%22api_key%22%5D`},
	"/p/:id/chip":                       {"/p/ID/chip?at=lead&scope=actions/lead/with/template&ref=source.r_id"},
	"/p/:id/test":                       {"/p/ID/test?at=lead"},
	"/p/:id/apply":                      {"/p/ID/apply"},
	"/p/:id/palette":                    {"/p/ID/palette?at=lead"},
	"/p/:id/places":                     {"/p/ID/places?at=lead&of=lead"},
	"/p/:id/help":                       {"/p/ID/help?at=lead"},
	"/p/:id/howto":                      {"/p/ID/howto"},
	"/p/:id/send":                       {"/p/ID/send?at=source"},
	"/p/:id/sample":                     {"/p/ID/sample?at=source"},
	"/p/:id/curl":                       {"/p/ID/curl?at=request"},
	"/p/:id/connect":                    {"/p/ID/connect?at=request&want=uon"},
	"/p/:id/secret":                     {"/p/ID/secret?at=send"},
	"/p/:id/example":                    {"/p/ID/example?at=lead"},
	"/p/:id/match":                      {"/p/ID/match?at=lead"},
	"/p/:id/versions":                   {"/p/ID/versions"},
	"/p/:id/versions/compare":           {"/p/ID/versions/compare"},
	"/p/:id/versions/:version":          {"/p/ID/versions/1"},
	"/p/:id/versions/:version/download": {"/p/ID/versions/1/download"},
	"/p/:id/rehearse":                   {"/p/ID/rehearse", "/p/ID/rehearse?last=200"},
	"/p/:id/settings":                   {"/p/ID/settings"},
	"/p/:id/watch":                      {"/p/ID/watch"},
	"/p/:id/mute":                       {"/p/ID/mute?about=drift&for=day"},
	"/p/:id/stop":                       {"/p/ID/stop"},
	"/p/:id/contract":                   {"/p/ID/contract"},
	"/p/:id/foreign":                    {"/p/ID/foreign"},
	"/tables":                           {"/tables"},
	"/tables/new":                       {"/tables/new"},
	"/tables/find":                      {"/tables/find?name=Cities"},
	"/tables/:id":                       {"/tables/cities", "/tables/cities?q=9999"},
	"/tables/:id/csv":                   {"/tables/cities/csv"},
	"/tables/:id/import":                {"/tables/cities/import"},
	"/settings":                         {"/settings"},
	"/templates":                        {"/templates", "/templates?q=заявка", "/templates?q=nobody"},
	"/templates/:template":              {"/templates/uon-envybox", "/templates/uon-envybox?document=lead"},
	"/templates/:template/:id/:step":    {"/templates/uon-envybox/MADE/1", "/templates/uon-envybox/MADE/2"},
}

// unmeasured are streams, which never end, and what waits for another service.
var unmeasured = []string{
	"/live", "/p/:id/live", "/ops/live", "/attention/live", "/ops/:id/live", "/replays/:id/live", "/p/:id/rehearse/live", "/settings/data", "/settings/data/live", "/oauth/callback", "/p/:id/choices",
	"/templates/:template/:id/:step/list",
}

func TestEveryPageIsMeasured(t *testing.T) {
	l := newLarge(t, 3, 20)
	empty := newLarge(t, 0, 0)
	me := uitest.SignIn(t, l.store, engine.Owner)
	for _, r := range ui.Screens() {
		if r.Method != http.MethodGet || slices.Contains(unmeasured, r.Path) {
			continue
		}
		if len(measured[r.Path]) == 0 {
			t.Errorf("BenchmarkPages does not ask for %s", r.Path)
		}
		for _, path := range measured[r.Path] {
			if r.Path == "/setup" {
				ask(t, empty.ui, path, nil)
			} else {
				ask(t, l.ui, l.address(path), me)
			}
		}
	}
}
