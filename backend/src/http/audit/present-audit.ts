import type { AuditRow } from '../../store/entities.js'

/** An entry of the audit trail; what it has no word of is absent. */
export function presentAudit({ detail, ...row }: AuditRow) {
  const told = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
  return { ...told, detail: JSON.parse(detail) as unknown }
}
