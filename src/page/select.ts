// Elements by CSS selector. This needs the whole tree, so parse5 and css-select are loaded only when it is asked for, and
// the page may have no more than 4,194,304 characters, since a tree takes 14 to 20 times the page, and be no more than
// 2,000 deep, since a tree takes quadratic time on such pages.

import { SluiceError } from '../errors.ts'
import { voidElements } from './elements.ts'
import { Markup } from './markup.ts'
import type { Element } from './tags.ts'
import type { DefaultTreeAdapterTypes } from 'parse5'

/** Characters of the largest page that is selected from. */
export const SELECTABLE = 4_194_304
const DEEPEST = 2000

type Node = DefaultTreeAdapterTypes.Node
type TreeElement = DefaultTreeAdapterTypes.Element

/**
 * The elements that a selector selects, in the order of the document, templates' contents apart.
 *
 * Rejects with `usage` for a selector that cannot be read and for a page that is too large.
 */
export async function select(source: string, selector: string): Promise<Element[]> {
  if (source.length > SELECTABLE) throw refused(`of which there are more than ${SELECTABLE} characters`)
  const [{ parse }, { compile }] = await Promise.all([import('parse5'), import('css-select')])
  const matches = compiled(() => compile<Node, TreeElement>(selector, { adapter }), selector)
  const text = source.replaceAll(/\r\n?/g, '\n')
  if (depthOf(text) > DEEPEST) throw refused(`which here is more than ${DEEPEST} elements deep`)
  const found: Element[] = []
  for (const element of elements(parse(text, { sourceCodeLocationInfo: true, scriptingEnabled: false })))
    if (matches(element)) found.push(described(element, text))
  return found
}

function refused(problem: string): SluiceError {
  return new SluiceError('usage', {
    problem: `--select needs the whole tree of the page, ${problem}`,
    suggestion: 'tags by NAME have no limit',
  })
}

// At most how many elements are open at once, but for those whose end tag may be left out.
function depthOf(source: string): number {
  const open = new Map<string, number>()
  let depth = 0
  let deepest = 0
  const change = (name: string, by: 1 | -1) => {
    const count = (open.get(name) ?? 0) + by
    if (count < 0 || voidElements.has(name) || endsOmitted.has(name)) return
    open.set(name, count)
    depth += by
    deepest = Math.max(deepest, depth)
  }
  const markup = new Markup([
    {
      startTag: ({ name, namespace, selfClosing }) => {
        if (namespace === 'html' || !selfClosing) change(name, 1)
      },
      endTag: ({ name }) => change(name, -1),
    },
  ])
  markup.feed(source)
  markup.end()
  return deepest
}

const endsOmitted = new Set(
  'html head body p li dt dd option optgroup tr td th tbody thead tfoot colgroup rt rp'.split(' '),
)

function compiled<T>(compile: () => T, selector: string): T {
  try {
    return compile()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SluiceError('usage', { problem: `the selector ${selector} cannot be read: ${reason}` }, cause)
  }
}

// Without recursion: a page may be as deep as it is long.
function* elements(root: Node): Generator<TreeElement> {
  const todo: Node[] = [root]
  for (let node = todo.pop(); node; node = todo.pop()) {
    if (isElement(node)) yield node
    const children = childrenOf(node)
    for (let n = children.length - 1; n >= 0; n--) todo.push(children[n]!)
  }
}

// An element that the parser had to make up, such as a tbody, has no place in the source.
function described(element: TreeElement, source: string): Element {
  const place = element.sourceCodeLocation
  return {
    name: element.tagName,
    attributes: new Map(element.attrs.map(({ prefix, name, value }) => [prefix ? `${prefix}:${name}` : name, value])),
    markup: place ? source.slice(place.startOffset, place.endOffset) : '',
    contents: place
      ? source.slice(place.startTag?.endOffset ?? place.endOffset, place.endTag?.startOffset ?? place.endOffset)
      : '',
    cut: false,
    at: place?.startOffset ?? -1,
  }
}

const isElement = (node: Node): node is TreeElement => 'tagName' in node
const childrenOf = (node: Node): Node[] => ('childNodes' in node ? node.childNodes : [])
const parentOf = (node: Node): Node | null => ('parentNode' in node ? node.parentNode : null)
// css-select asks in lower case; svg has viewBox and foreignObject.
const valueOf = (element: TreeElement, name: string) =>
  element.attrs.find((attribute) => attribute.name.toLowerCase() === name.toLowerCase())?.value

// parse5's tree as css-select wants to see it.
const adapter = {
  isTag: isElement,
  getName: (element: TreeElement) => element.tagName.toLowerCase(),
  getAttributeValue: valueOf,
  hasAttrib: (element: TreeElement, name: string) => valueOf(element, name) !== undefined,
  getChildren: childrenOf,
  getParent: parentOf,
  getSiblings: (node: Node) => {
    const parent = parentOf(node)
    return parent ? childrenOf(parent) : [node]
  },
  getText: (node: Node): string => {
    let text = ''
    const todo = [node]
    for (let next = todo.pop(); next; next = todo.pop()) {
      if ('value' in next) text += next.value
      todo.push(...childrenOf(next).toReversed())
    }
    return text
  },
  removeSubsets: (nodes: Node[]) =>
    nodes.filter((node) => !ancestors(node).some((ancestor) => nodes.includes(ancestor))),
}

function ancestors(node: Node): Node[] {
  const found: Node[] = []
  for (let parent = parentOf(node); parent; parent = parentOf(parent)) found.push(parent)
  return found
}
