// What every page loads. Pages work without it where a form can; this adds what
// a form cannot do: exchanges without a reload, live news, spoken announcements.
import htmx from "htmx.org/dist/htmx.esm.js";

import { announcements } from "./announce.ts";
import { Ask, asking } from "./ask.ts";
import { goingBack } from "./back.ts";
import { connectionBar } from "./connection.ts";
import { copying } from "./copy.ts";
import { dialogs } from "./dialog.ts";
import { StGrid } from "./grid/st-grid.ts";
import { StKeys } from "./keys/st-keys.ts";
import { StList } from "./keys/st-list.ts";
import { live } from "./live.ts";
import { Password } from "./password.ts";
import { partsOnly } from "./parts.ts";
import { pending } from "./pending.ts";
import { preferences } from "./preference.ts";
import { rail } from "./rail.ts";
import { speaking } from "./setup.ts";
import { sight } from "./sight.ts";
import { streams } from "./streams/page.ts";
import { StTime } from "./time/st-time.ts";
import { ticks } from "./ticks.ts";
import { toasts } from "./toast.ts";
import { StTree } from "./tree/st-tree.ts";
import { Wait } from "./wait.ts";
import { Zone } from "./zone.ts";

announcements(document);
asking(document);
connectionBar(document);
copying(document);
dialogs(document);
goingBack(document);
live(document);
partsOnly(document);
pending(document);
preferences(document);
rail(document);
sight(document);
speaking(document);
streams(document, (at, text) => void htmx.swap({ sourceElement: at, target: at, text, swap: "none" }));
ticks(document);
toasts(document);

customElements.define("st-ask", Ask);
customElements.define("st-password", Password);
customElements.define("st-wait", Wait);
customElements.define("st-zone", Zone);
customElements.define("st-grid", StGrid);
customElements.define("st-keys", StKeys);
customElements.define("st-list", StList);
customElements.define("st-time", StTime);
customElements.define("st-tree", StTree);
