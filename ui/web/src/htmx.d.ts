// Both are loaded for what they do, not for what they export.
declare module "htmx.org/dist/htmx.esm.js";
declare module "htmx.org/dist/ext/hx-sse.js";
