/** A source text whose places are marked `<|…|>`: the text without marks, and the places in order. */
export function marked(source: string): { text: string; places: { offset: number; length: number }[] } {
  const places: { offset: number; length: number }[] = []
  let text = ''
  for (const part of source.split(/(<\||\|>)/)) {
    const open = places.at(-1)
    if (part === '<|') places.push({ offset: text.length, length: 0 })
    else if (part === '|>' && open) open.length = text.length - open.offset
    else text += part
  }
  return { text, places }
}
