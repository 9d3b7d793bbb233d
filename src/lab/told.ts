// What the server tells the page of the spider, and of the learner's program.

/** A spider's web: what it knows, and what of that it has retrieved. */
export interface WebTold {
  going: boolean
  /** URLs that were found, and those of them that wait to be retrieved. */
  found: number
  waiting: number
  /** Those retrieved, the most important first; see crawl/rank.ts. */
  pages: { path: string; links: number; rank: number }[]
  /** Links among them, as places in `pages`. */
  links: [from: number, to: number][]
}

/** What became of the program. */
export interface Outcome {
  printed: string
  complained: string
  /** How it ended, in words, where not as it should. */
  problem: string | null
}
