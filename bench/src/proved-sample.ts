/** More intents than this are proved by those of so many places. */
export const mostProved = 1000
export const provedPlaces = 12
