/** The languages in which requests are read and answered. */
export type Tongue = 'en' | 'zh' | 'ru'

/** The language of a request: names are Latin in all of them, so a few words of another script tell. */
export function tongueOf(text: string): Tongue {
  const count = (form: RegExp) => text.match(form)?.length ?? 0
  // A Han character says as much as two letters.
  const [han, cyrillic] = [2 * count(/\p{Script=Han}/gu), count(/\p{Script=Cyrillic}/gu)]
  if (han + cyrillic < 4) return 'en'
  return han >= cyrillic ? 'zh' : 'ru'
}
