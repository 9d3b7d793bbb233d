// Elements, made in one line.

type Value = string | number | boolean | undefined | ((event: Event) => void)

/** An HTML element: attributes by name, listeners as `onclick`; false and undefined leave an attribute out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, Value> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  set(made, attributes)
  made.append(...children)
  return made
}

/** The same for SVG. */
export function shape<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, Value> = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  set(made, attributes)
  made.append(...children)
  return made
}

export function set(target: Element, attributes: Record<string, Value>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') target.addEventListener(name.slice(2), value)
    else if (value === undefined || value === false) target.removeAttribute(name)
    else if (target.getAttribute(name) !== String(value)) target.setAttribute(name, value === true ? '' : String(value))
  }
}

/** Writes only what is another than before. */
export function write(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text
}
