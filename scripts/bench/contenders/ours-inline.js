// This package in one file, the module included that runs everywhere.
import { init, sealCard } from 'cardseal/seal/inline';
import { preparingWith } from './ours-with.js';

export const prepare = preparingWith({ init, sealCard });
