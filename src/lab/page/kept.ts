// A drawing that is kept as long as what it is made of stays the same: a frame paints what moves over it, and no more.
// Why: docs/adr/012-lab-page.md.

export class Kept {
  readonly #context = document.createElement('canvas').getContext('2d')!
  #of: readonly unknown[] = []

  /** Puts the drawing on `canvas`, instead of what is there. @param of drawn anew when one of these is another */
  put(
    canvas: CanvasRenderingContext2D,
    of: readonly unknown[],
    draw: (canvas: CanvasRenderingContext2D) => void,
  ): void {
    const kept = this.#context
    if (of.some((part, i) => part !== this.#of[i])) {
      this.#of = of
      // Which empties it too.
      kept.canvas.width = canvas.canvas.width
      kept.canvas.height = canvas.canvas.height
      kept.setTransform(canvas.getTransform())
      draw(kept)
    }
    canvas.save()
    canvas.resetTransform()
    canvas.globalCompositeOperation = 'copy'
    canvas.drawImage(kept.canvas, 0, 0)
    canvas.restore()
  }
}
