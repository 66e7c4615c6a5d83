/** A set or chain of the frame, as words, in the one way of the several in which ParaNet writes it and nft prints it: priorities and marks as
 *  numbers, elements sorted, hosts without their lengths. */
export const frameText = (words: string): string =>
  words
    .replace(/\bpriority (mangle|filter)\b/g, (_, name) => `priority ${name === 'mangle' ? -150 : 0}`)
    .replace(/\bmeta mark 0x0+\b/g, 'meta mark 0')
    .replace(
      /\{ ([^{}]*) \}/g,
      (_, elements: string) => `{ ${elements.split(' , ').map(hostText).sort().join(' , ')} }`,
    )

const hostText = (element: string): string => element.replace(element.includes(':') ? /\/128$/ : /\/32$/, '')
