import { expect, test } from 'vitest'
import { say } from './catalogue.js'
import { tongueOf } from './tongue.js'

test.each([
  ['Latin names in a Chinese request', '允许 office 访问 scada', 'zh'],
  ['Latin names in a Russian request', 'дай office доступ к scada', 'ru'],
  ['an English request about one Chinese name', 'connect 沪 to scada', 'en'],
  ['nothing', '', 'en'],
])('%s', (_, text, tongue) => {
  expect(tongueOf(text)).toBe(tongue)
})

test.each([
  ['a plain question', 'how much bandwidth?', 'ru', 'какая полоса?'],
  ['values in their places', 'which "web" do you mean: web1, web2?', 'zh', '您指哪个“web”：web1, web2？'],
  ['values in another order', 'no "a" in network b: did you mean "c"?', 'zh', '网络 b 中没有“a”：您是指“c”吗？'],
  ['what the catalogue lacks', 'something new?', 'ru', 'something new?'],
  ['English as it is', 'how much bandwidth?', 'en', 'how much bandwidth?'],
] as const)('%s', (_, english, tongue, said) => {
  expect(say(english, tongue)).toBe(said)
})
