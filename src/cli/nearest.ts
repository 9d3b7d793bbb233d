// What somebody who mistyped a name may have meant.

/** The name that is at most a third of its letters away, or the only one that `word` begins. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const begun = names.filter((name) => name.startsWith(word))
  if (begun.length === 1) return begun[0]
  const [best] = names.map((name) => ({ name, far: distance(word, name) })).toSorted((a, b) => a.far - b.far)
  return best && best.far <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined
}

// Levenshtein's, a row at a time; two letters that changed places are one mistake, too (Damerau).
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      next.push(swapped ? Math.min(least, before[j - 2]! + 1) : least)
    }
    before = row
    row = next
  }
  return row[b.length]!
}
