// What the editor of a processing loads besides main.ts.
import { chipFields, StChips } from "./chips/st-chips.ts";
import { StOps } from "./ops/st-ops.ts";

chipFields(document);
customElements.define("st-ops", StOps);
customElements.define("st-chips", StChips);
