// What every page loads. Pages work without it where a form can; this adds what
// a form cannot do: exchanges without a reload, live news, spoken announcements.
import "htmx.org/dist/htmx.esm.js";
import "htmx.org/dist/ext/hx-sse.js";

import { announcements } from "./announce.ts";
import { connectionBar } from "./connection.ts";
import { copying } from "./copy.ts";
import { dialogs } from "./dialog.ts";
import { live } from "./live.ts";
import { preferences } from "./preference.ts";
import { rail } from "./rail.ts";
import { toasts } from "./toast.ts";

announcements(document);
connectionBar(document);
copying(document);
dialogs(document);
live(document);
preferences(document);
rail(document);
toasts(document);
