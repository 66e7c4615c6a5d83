export type { Property, Verdict, VerdictHop } from './verdict.js'
export type { VerifyInput, VerifyResult, VerifyStats } from './verify.js'
export { systemIntent, verify } from './verify.js'
