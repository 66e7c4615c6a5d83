/** More intents than this are proved by those of so many places. */
export const mostProved = 1000
export const provedPlaces = 12
/** Of more intents than that the configurations of so many devices are read back. */
export const readDevices = 60
