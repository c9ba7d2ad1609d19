// Command look opens pages of a running server in a headless browser and asks
// axe-core what is wrong with them for people with a screen reader, a keyboard or
// weak eyes. It also hears what the browser refuses: scripts, styles and pictures
// that the page's own policy forbids, and errors of scripts.
//
//	go run -C tools ./look -url http://127.0.0.1:8080 /dev/kit
//
// Every page is opened in each language, theme and width. It exits with 1 when
// anything is found. It needs Chromium, and axe-core in ui/web/node_modules.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

func main() {
	l := looker{}
	flag.StringVar(&l.url, "url", "http://127.0.0.1:8080", "where the server is")
	flag.StringVar(&l.browser, "browser", "chromium", "the browser's program")
	flag.StringVar(&l.axe, "axe", "../ui/web/node_modules/axe-core/axe.min.js", "the file of axe-core")
	flag.StringVar(&l.cookie, "cookie", "", "the Cookie header, for pages behind the sign-in")
	flag.StringVar(&l.shots, "shots", "", "folder to put a picture of every page in")
	langs := flag.String("langs", "en,ru,pt-BR", "languages")
	themes := flag.String("themes", "light,dark", "themes")
	sizes := flag.String("sizes", "1366,768 360,640", "widths and heights of the window")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	views := variants(flag.Args(), strings.Split(*langs, ","), strings.Split(*themes, ","), strings.Fields(*sizes))
	found, err := l.lookAt(ctx, views)
	if err != nil {
		fmt.Fprintln(os.Stderr, "look:", err)
		os.Exit(1)
	}
	fmt.Printf("%d views, %d findings\n", len(views), found)
	if found > 0 || len(views) == 0 {
		os.Exit(1)
	}
}

// view is one page in one language, theme and size.
type view struct{ path, lang, theme, size string }

func variants(paths, langs, themes, sizes []string) []view {
	var all []view
	for _, p := range paths {
		for _, l := range langs {
			for _, t := range themes {
				for _, s := range sizes {
					all = append(all, view{p, l, t, s})
				}
			}
		}
	}
	return all
}

// address is the view's path with what it asks for in the query.
func (v view) address() string {
	sep := "?"
	if strings.Contains(v.path, "?") {
		sep = "&"
	}
	return v.path + sep + "lang=" + v.lang + "&theme=" + v.theme
}

func (v view) String() string { return v.path + " " + v.lang + " " + v.theme + " " + v.size }

// file is a name for the view's picture.
func (v view) file() string {
	name := strings.NewReplacer("/", "-", "?", "-", "&", "-", " ", ".", ",", "x").Replace(strings.TrimPrefix(v.String(), "/"))
	return name + ".png"
}
