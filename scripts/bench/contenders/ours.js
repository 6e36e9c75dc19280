// This package as bundlers take it: its scripts in one file, the module that the machine runs best in another.
import { init, sealCard } from 'cardseal/seal';
import { preparingWith } from './ours-with.js';

export const prepare = preparingWith({ init, sealCard });
