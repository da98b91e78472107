import { listCategoriesRoute } from '../../server/contacts/contract.ts';
import { useRead } from '../app/ask.ts';

/** The categories of patrons, by name. */
export function useCategories(): { code: string; name: string }[] {
  return useRead(listCategoriesRoute, {}, { staleTime: 60_000 }).data?.categories ?? [];
}

/** What a category of the library system is called here; the code itself until somebody names it. */
export function useCategoryName(): (code: string) => string {
  const categories = useCategories();
  return (wanted) => categories.find(({ code }) => code === wanted)?.name ?? wanted;
}
