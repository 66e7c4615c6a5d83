export type { AtomLimits, UndecidedClass } from './atoms/atom-network.js'
export { AtomNetwork } from './atoms/atom-network.js'
export type { Findings } from './atoms/findings.js'
export type { Direction } from './atoms/port-filters/gates.js'
export type { FilterRule as PortFilterRule } from './atoms/port-filters/port-filter.js'
export { portOf } from './atoms/next-hops.js'
export { VerifierSession } from './session.js'
export type { Conflict, Mixture } from './order/mixture.js'
export { allLost, clean, together } from './order/mixture.js'
export type { OrderInput } from './order/order-of.js'
export { orderOf } from './order/order-of.js'
export type { Order, OrderSearchInput, Prove, Standoff } from './order/order-search.js'
export { searchOrder } from './order/order-search.js'
export type { TransitionInput } from './transition.js'
export { TransitionProof } from './transition.js'
export type { DescribedPackets, OrphanClass, Property, Verdict, VerdictHop } from './verdict.js'
export type { VerifyInput, VerifyResult, VerifyStats } from './verify.js'
export { systemIntent } from './system-verdicts.js'
export { isKept, verify } from './verify.js'
export type { Repair, RestoredInput } from './verify-restored.js'
export { verifyRestored } from './verify-restored.js'
export type { Coverage, CoverageInput, EntryCoverage, EntryUse, HitExample, LinkCoverage } from './coverage/coverage.js'
export { coverageOf } from './coverage/coverage.js'
export type { FilterList, FilterRule } from './filters/filter-list.js'
export { filterList } from './filters/filter-list.js'
export type { FilterReport } from './filters/judge-filters.js'
export { judgeFilters } from './filters/judge-filters.js'
export type { FilterProblem } from './filters/read-classbench.js'
export { readClassbench } from './filters/read-classbench.js'
export type { InstalledLoss, SweptPacket } from './sweep-installed.js'
export { lostScenarios, sweepInstalled } from './sweep-installed.js'
export type {
  FailingElement,
  LostPacket,
  Resilience,
  ResilienceInput,
  SinglePoint,
  Survived,
} from './resilience/resilience.js'
export { resilienceOf } from './resilience/resilience.js'
export type {
  ClassBranch,
  ClassEnd,
  ClassEntry,
  ClassNode,
  ClassPart,
  ClassTrace,
  DecidingEntry,
  RewrittenHeader,
  TracedClass,
} from './trace-class/class-trace.js'
export type { TraceClassInput } from './trace-class/trace-class.js'
export { traceClass } from './trace-class/trace-class.js'
export type { Difference, TrafficChange, TrafficClass, TrafficSide, TrafficWay } from './difference/difference.js'
export { trafficChanges } from './difference/difference.js'
export type { DifferenceInput, DifferencesInput, FailureDifference } from './difference/difference-of.js'
export { differenceOf, differencesUnder } from './difference/difference-of.js'
export type {
  Certificate,
  CertificateStep,
  CertifiedClass,
  CertifiedPort,
  Cube,
  HoldingProof,
  MissingProof,
  ViolationProof,
} from './certificate/certificate.js'
export type { CertificateInput } from './certificate/make-certificate.js'
export { makeCertificate } from './certificate/make-certificate.js'
export type { CheckInput, CheckResult } from './check-certificate/check-certificate.js'
export { certifiedProperties, checkCertificate } from './check-certificate/check-certificate.js'
export { defaultTernaryBudget, type TernaryBudget } from './ternary/exploded.js'
export type { TernaryProblem } from './ternary/read-ternary.js'
export { readTernary } from './ternary/read-ternary.js'
export type { Reached, ReachedClass } from './ternary/reached.js'
export type { PacketFate, TernaryEngine, TernaryOutcome, TernaryUnknown } from './ternary/ternary-engine.js'
export { ternaryEngine } from './ternary/ternary-engine.js'
export type {
  BoxPort,
  HeaderField,
  Ternary,
  TernaryBox,
  TernaryNetwork,
  TernaryRule,
} from './ternary/ternary-network.js'
export type { Convergence, ConvergenceInput, LearntRoute, UnknownConvergence } from './convergence/convergence.js'
export { converge, convergedState } from './convergence/converge.js'
export type { ConvergedInput } from './convergence/verify-converged.js'
export { verifyConverged } from './convergence/verify-converged.js'
export type { ChangedVerdicts, WatchedChange, WatchInput } from './watch/intent-watch.js'
export { IntentWatch, NotWatched } from './watch/intent-watch.js'
