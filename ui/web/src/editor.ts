// What the editor of a processing loads besides main.ts.
import { arrive } from "./arrive.ts";
import { StChain } from "./chain/st-chain.ts";
import { choosing } from "./choose.ts";
import { chipFields, StChips } from "./chips/st-chips.ts";
import { keep } from "./keep.ts";
import { StOps } from "./ops/st-ops.ts";
import { presence } from "./presence.ts";
import { StRows } from "./rows/st-rows.ts";
import { reading } from "./reads.ts";
import { sheet } from "./sheet.ts";
import { StSplitter } from "./splitter/st-splitter.ts";

chipFields(document);
choosing(document);
customElements.define("st-chain", StChain);
customElements.define("st-chips", StChips);
customElements.define("st-rows", StRows);
customElements.define("st-ops", StOps);
customElements.define("st-splitter", StSplitter);

arrive(document);
keep(document);
reading(document);
presence(document);
sheet(document);
