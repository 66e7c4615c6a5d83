import type { Page } from 'playwright-core'

/** Pairs of interactive elements or texts that lie on each other although neither holds the other and both can be seen. */
export const findOverlaps = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isSeen = (element: Element) => {
      const box = element.getBoundingClientRect()
      if (box.width < 2 || box.height < 2) return false
      const x = box.left + box.width / 2
      const y = box.top + box.height / 2
      const top = document.elementFromPoint(x, y)
      return top !== null && (element.contains(top) || top.contains(element))
    }
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}${element.getAttribute('data-testid') ? `[${element.getAttribute('data-testid')}]` : ''} "${(element.textContent ?? '').trim().slice(0, 30)}"`
    const elements = [...document.querySelectorAll('button, input, select, a, h1, h2, h3')].filter(isSeen)
    const found: string[] = []
    for (const [i, a] of elements.entries())
      for (const b of elements.slice(i + 1)) {
        if (a.contains(b) || b.contains(a)) continue
        const x = a.getBoundingClientRect()
        const y = b.getBoundingClientRect()
        const width = Math.min(x.right, y.right) - Math.max(x.left, y.left)
        const height = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top)
        if (width > 2 && height > 2) found.push(`${name(a)} / ${name(b)}`)
      }
    return found
  })

/** Texts whose contrast with the colour behind them (WCAG 2.2, relative luminance) is below the bound. Disabled controls do not count. */
export const lowContrast = (page: Page, bound: number): Promise<string[]> =>
  page.evaluate((least) => {
    const canvas = document.createElement('canvas')
    canvas.width = 1
    canvas.height = 1
    const context = canvas.getContext('2d', { willReadFrequently: true })
    /** Any CSS colour as red, green, blue and alpha. */
    const read = (colour: string): [number, number, number, number] => {
      if (!context) return [0, 0, 0, 1]
      context.clearRect(0, 0, 1, 1)
      context.fillStyle = colour
      context.fillRect(0, 0, 1, 1)
      const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data
      return [r, g, b, a / 255]
    }
    const luminance = ([r, g, b]: readonly number[]) => {
      const linear = (value = 0) =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
      return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }
    const over = (front: readonly number[], back: readonly number[]) => {
      const alpha = front[3] ?? 1
      return [0, 1, 2].map((i) => (front[i] ?? 0) * alpha + (back[i] ?? 0) * (1 - alpha))
    }
    const behind = (element: Element): number[] => {
      const layers: (readonly number[])[] = []
      for (let at: Element | null = element; at; at = at.parentElement) {
        const colour = read(getComputedStyle(at).backgroundColor)
        if (colour[3] > 0) layers.push(colour)
        if (colour[3] === 1) break
      }
      return layers.reverse().reduce<number[]>((back, layer) => over(layer, back), [255, 255, 255])
    }
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement
      const text = (node.textContent ?? '').trim()
      if (!element || text === '' || element.closest(':disabled, [aria-disabled="true"], [aria-hidden="true"]'))
        continue
      // Texts for screen readers alone are clipped to nothing.
      let isClipped = false
      for (let at: Element | null = element; at && !isClipped; at = at.parentElement) {
        const box = at.getBoundingClientRect()
        isClipped = (box.width < 2 || box.height < 2) && getComputedStyle(at).display !== 'contents'
      }
      if (isClipped) continue
      const back = behind(element)
      const front = over(read(getComputedStyle(element).color), back)
      const [light = 0, dark = 0] = [luminance(front), luminance(back)].sort((a, b) => b - a)
      const ratio = (light + 0.05) / (dark + 0.05)
      if (ratio < least) found.push(`${ratio.toFixed(2)} "${text.slice(0, 40)}"`)
    }
    return [...new Set(found)]
  }, bound)
