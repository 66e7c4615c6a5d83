export type { Diagnostic, Fix, RelatedPlace, Severity, TextEdit, Witness } from './diagnostics/diagnostic.js'
export { type CodeGroup, type DiagnosticCode, diagnosticCodes, explainCode } from './diagnostics/diagnostic-codes.js'
export { DiagnosticSink, type ReportDetails } from './diagnostics/diagnostic-sink.js'
export { type RenderOptions, renderDiagnostic } from './diagnostics/render-diagnostic.js'
export { type Span, spanOf, spanThrough } from './diagnostics/span.js'
export { didYouMean, suggest } from './diagnostics/suggest.js'
export { defaultLimits, type Limits } from './lex/limits.js'
export type { Comment, Token, TokenKind } from './lex/token.js'
export { tokenize } from './lex/tokenize.js'
export { isBareName, quoteName } from './lex/words.js'
export {
  type AddressValue,
  type AsnValue,
  type BandwidthValue,
  type Block,
  type BooleanValue,
  type CallValue,
  type ComparisonOperator,
  type ComparisonValue,
  type CountValue,
  type DateValue,
  type DistanceValue,
  type Document,
  type DurationValue,
  type Entry,
  type ExceptValue,
  entriesOf,
  type ForStatement,
  findEntry,
  type GroupStatement,
  type IncludeStatement,
  type IntentKeyword,
  type IntentStatement,
  type InterfaceStatement,
  type InvalidValue,
  type Item,
  intentKinds,
  type LetStatement,
  type LinkRefValue,
  type LinkStatement,
  type ListValue,
  type Literal,
  type Name,
  type NetworkStatement,
  type NodeStatement,
  type NumberValue,
  type OneOfValue,
  type PathValue,
  type PercentValue,
  type PlaceValue,
  type PortRangeValue,
  type PrefixValue,
  type ReferenceValue,
  type RegexValue,
  type ScheduleValue,
  type SizeValue,
  type Statement,
  type Surroundings,
  statementsOf,
  type TemplateStatement,
  type TextValue,
  type ThenValue,
  type TrafficPart,
  type TrafficTermSyntax,
  type TrafficValue,
  type UseStatement,
  type Value,
  type Weekday,
  type WordsValue,
} from './parse/ast.js'
export { type ParseResult, parse } from './parse/parse.js'
export { statementWords } from './parse/parse-statement.js'
export { readQuoted } from './parse/read-quoted.js'
export { sameSyntax } from './parse/same-syntax.js'
export { type FormatResult, format, formatDocument } from './format/format.js'
export { importFormats, type ImportResult, type TopologyFormat } from './import/import-result.js'
export type { Lost } from './import/lost.js'
export { exportFormats, exportTopology, type ExportFormat } from './export/export-topology.js'
export type { Written } from './export/written.js'
export { importTopology, longestImport } from './import/import-topology.js'
export {
  applyEdits,
  editsBetween,
  editStatement,
  intentAt,
  linkBetween,
  type StatementChange,
} from './edit/edit-statement.js'
export { resolveNetwork, type ResolvedNetwork } from './resolve/resolve-network.js'
export { olderTypes, targetNames, topologyKeys } from './resolve/read-topology.js'
export { intentKeys, resolveIntents, type ResolvedIntents } from './resolve/resolve-intents.js'
export { dscpNames } from './resolve/resolve-traffic.js'
export type { SourceFile } from './resolve/source-file.js'
export { includedName, includesOf } from './expand/check-includes.js'
export { ParsedFiles } from './resolve/source-file.js'
export { JsonRpcSession, type SessionPorts } from './service/json-rpc-session.js'
export type { FolderFile, PlannedFiles, PlannedIntent, Planner, ProjectFolder, Timer } from './service/ports.js'
export { declarations, intentWords, keysOf, nodeTypes } from './service/vocabulary.js'
export { Project } from './service/project.js'
export { semanticTokens } from './service/semantic-tokens.js'
export { type ClassInput, classOf } from './trace/class-of.js'
export { meantSegment } from './trace/meant-segment.js'
export { packetMeant, type TraceInput } from './trace/packet-meant.js'
export { readDown, readEnds, TraceProblem } from './trace/read-ends.js'
export { addressOfPort, familyOf, headerOf, type SampleEnds, sampleEnds, suitsFamily } from './trace/sample-header.js'
