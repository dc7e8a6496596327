/** Reads the desk's pages as a browser parses them: elements, attributes, text. */

import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

export interface PageElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Every element of the document in order. */
export function elementsOf(html: string): readonly PageElement[] {
  const found: PageElement[] = [];
  walk(parse(html), (node) => {
    if (!('tagName' in node)) return;
    found.push({
      name: node.tagName,
      attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
      text: textOf(node),
    });
  });
  return found;
}

/** Value of the first element that has this name and these attributes. */
export function elementWith(
  html: string,
  name: string,
  attributes: Record<string, string> = {},
): PageElement | undefined {
  return elementsOf(html).find(
    (element) =>
      element.name === name &&
      Object.entries(attributes).every(([key, value]) => element.attributes[key] === value),
  );
}

/** The visible text of the whole page. */
export function pageText(html: string): string {
  return textOf(parse(html)).replace(/\s+/g, ' ');
}

/** The session's token, as the page's forms carry it. */
export function tokenOf(html: string): string {
  return elementWith(html, 'input', { name: 'csrf' })?.attributes.value ?? '';
}

function walk(node: Tree.Node, visit: (node: Tree.Node) => void): void {
  visit(node);
  if ('childNodes' in node) for (const child of node.childNodes) walk(child, visit);
}

function textOf(node: Tree.Node): string {
  let text = '';
  walk(node, (inner) => {
    if (inner.nodeName === '#text' && 'value' in inner) text += inner.value;
  });
  return text;
}
