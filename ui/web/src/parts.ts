import type { Request } from "./request.ts";

/**
 * partsOnly has an answer that is made of parts of the page be taken also when what
 * asked for it was drawn anew meanwhile: htmx leaves out answers for what is gone.
 */
export function partsOnly(root: Document): void {
  root.addEventListener("htmx:before:request", (event) => {
    const { ctx } = (event as CustomEvent<{ ctx: Request }>).detail;
    const main = root.querySelector("main");
    if (main && ctx.swap?.startsWith("none")) ctx.target = main;
  });
}
