import { StyleModule } from "style-mod";

/**
 * adoptStyles has the editor's own styles taken as constructed sheets: the page's
 * policy forbids the <style> element the library would make. They come in the
 * weakest layer, so that the product's style sheet has the last word.
 */
export function adoptStyles(): void {
  const adopted = new Set<StyleModule>();
  StyleModule.mount = (root, modules) => {
    for (const one of Array.isArray(modules) ? modules : [modules]) {
      if (adopted.has(one)) continue;
      adopted.add(one);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`@layer reset { ${one.getRules()} }`);
      (root as DocumentOrShadowRoot).adoptedStyleSheets.push(sheet);
    }
  };
}
