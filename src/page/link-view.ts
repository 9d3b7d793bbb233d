// Which of a document's links to show, and in which form.

import type { Link } from './links.ts'
import type { Pattern } from './pattern.ts'

/** The choices of `sluice links`. */
export interface LinkView {
  /** As written, unparsable ones too. */
  raw?: boolean | undefined
  /** Without the part after `#`. */
  noFragment?: boolean | undefined
  /** Only links to the document's own host, or only to others. */
  internal?: boolean | undefined
  external?: boolean | undefined
  /** Only what matches; only what does not. */
  match?: Pattern | undefined
  not?: Pattern | undefined
}

/** What is shown of a link; undefined when it is left out. */
export function shownLink(link: Link, view: LinkView): string | undefined {
  if (view.internal && link.internal !== true) return undefined
  if (view.external && link.internal !== false) return undefined
  const whole = view.raw ? link.raw : link.url
  if (whole === undefined) return undefined
  const shown = view.noFragment ? whole.split('#', 1)[0]! : whole
  if (view.match && !view.match.test(shown)) return undefined
  if (view.not?.test(shown)) return undefined
  return shown
}
