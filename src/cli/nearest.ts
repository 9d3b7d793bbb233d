// What somebody who mistyped a name may have meant.

/** The name that is at most a third of its letters away, or the only one that `word` begins. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const begun = names.filter((name) => name.startsWith(word))
  if (begun.length === 1) return begun[0]
  const [best] = names.map((name) => ({ name, far: distance(word, name) })).toSorted((a, b) => a.far - b.far)
  return best && best.far <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined
}

// Levenshtein's, one row at a time.
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
