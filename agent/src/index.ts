export { canonicalIntents } from './translate/canonical-intents.js'
export { makeTranslator, translate, translateLimits, type Translation, type Translator } from './translate/translate.js'
