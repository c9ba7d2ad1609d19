// What every page loads. Pages work without it where a form can; this adds what
// a form cannot do: exchanges without a reload, live news, spoken announcements.
import htmx from "htmx.org/dist/htmx.esm.js";

import { announcements } from "./announce.ts";
import { ask, asking } from "./ask.ts";
import { goingBack } from "./back.ts";
import { behave } from "./behave.ts";
import { connectionBar } from "./connection.ts";
import { copying } from "./copy.ts";
import { dialogs } from "./dialog.ts";
import { Grid } from "./grid/grid.ts";
import { StKeys } from "./keys/st-keys.ts";
import { StList } from "./keys/st-list.ts";
import { live } from "./live.ts";
import { password } from "./password.ts";
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
import { wait } from "./wait.ts";
import { zone } from "./zone.ts";

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

behave(document, {
  "data-ask": ask,
  "data-grid": (at, off) => void new Grid(at, off),
  "data-password": password,
  "data-wait": wait,
  "data-zone": zone,
});

customElements.define("st-keys", StKeys);
customElements.define("st-list", StList);
customElements.define("st-time", StTime);
customElements.define("st-tree", StTree);
