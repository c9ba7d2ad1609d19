// What the islands use of htmx.
declare module "htmx.org/dist/htmx.esm.js" {
  const htmx: {
    swap(context: { sourceElement: Element; target: Element; text: string; swap: string; [own: string]: unknown }): Promise<void>;
    process(element: Element): void;
  };
  export default htmx;
}
