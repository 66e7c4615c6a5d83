/** More intents than this are not proved: packets of some of them are followed. */
export const mostProved = 1000
/** Of more intents than that the configurations of so many devices are read back. */
export const readDevices = 60
