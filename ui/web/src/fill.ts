/** fill puts arguments into a sentence the server wrote: {name} becomes its value. */
export function fill(sentence: string | undefined, args: Record<string, string | number>): string {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(args[name] ?? whole));
}
