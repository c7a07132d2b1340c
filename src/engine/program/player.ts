/** The two networks that play the game. */
export type Player = 'generator' | 'discriminator';

export const PLAYERS: readonly Player[] = ['generator', 'discriminator'];
