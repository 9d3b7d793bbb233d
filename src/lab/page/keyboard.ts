// Everything by keyboard. A key that the element in focus has a use for is left to it.

interface Deeds {
  run: () => void
  stop: () => void
  step: () => void
  play: () => void
  read: (by: 1 | -1) => void
  tab: (index: number) => void
}

export function listenForKeys(deeds: Deeds): void {
  const keys: Record<string, () => void> = {
    r: deeds.run,
    s: deeds.step,
    Escape: deeds.stop,
    ' ': deeds.play,
    ArrowRight: () => deeds.read(1),
    ArrowLeft: () => deeds.read(-1),
    ...Object.fromEntries([0, 1, 2, 3, 4].map((i) => [String(i + 1), () => deeds.tab(i)])),
  }
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.repeat && !event.key.startsWith('Arrow'))) return
    const deed = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!deed || wants(event.target, event.key)) return
    event.preventDefault()
    deed()
  })
}

function wants(target: EventTarget | null, key: string): boolean {
  if (document.querySelector('dialog[open]')) return true
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input:not([type=range], [type=radio]), textarea, select')) return key !== 'Escape'
  if (target.matches('input')) return key.startsWith('Arrow') || key === ' '
  return key === ' ' && target.matches('button, a, summary, [role=tab]')
}
