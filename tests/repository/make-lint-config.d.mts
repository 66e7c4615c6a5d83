/** The lint configuration that layers.json makes. */
export function lintConfig(): unknown
