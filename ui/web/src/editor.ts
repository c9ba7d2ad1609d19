// What the editor of a processing loads besides main.ts.
import { arrive } from "./arrive.ts";
import { behave } from "./behave.ts";
import { StChain } from "./chain/st-chain.ts";
import { choosing } from "./choose.ts";
import { chipFields, StChips } from "./chips/st-chips.ts";
import { keep } from "./keep.ts";
import { StOps } from "./ops/st-ops.ts";
import { presence } from "./presence.ts";
import { StRows } from "./rows/st-rows.ts";
import { reading } from "./reads.ts";
import { sheet } from "./sheet.ts";
import { Splitter } from "./splitter/splitter.ts";

chipFields(document);
choosing(document);
customElements.define("st-chain", StChain);
customElements.define("st-chips", StChips);
customElements.define("st-rows", StRows);
customElements.define("st-ops", StOps);

arrive(document);
behave(document, { "data-splitter": (at, off) => void new Splitter(at, off) });
keep(document);
reading(document);
presence(document);
sheet(document);
