/**
 * Settings of zod, to be imported before any schema: without compiled validators zod does not ask for `navigator`, of
 * which the extension host would log an error, nor try `new Function`.
 */
import { config } from 'zod';

config({ jitless: true });
