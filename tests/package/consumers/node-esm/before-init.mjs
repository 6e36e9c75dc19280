// Forgets to await init().
import { CardsealError, sealCard } from 'cardseal';

const { session, card } = JSON.parse(process.argv[2]);
try {
  sealCard(session, card, {});
} catch (error) {
  const { name, code, message } = error;
  console.log(JSON.stringify({ isOurs: error instanceof CardsealError, isError: error instanceof Error, name, code, message }));
}
