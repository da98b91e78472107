// Names of invented people, by where their families come from. First names of Flemish people follow the years: nobody
// of eighty is called Noor.
import type { Random } from '../../lib/random.ts';

export type Gender = 'f' | 'm';

interface Origin {
  share: number;
  f: string;
  m: string;
  last: string;
  /** The language some of them like best. */
  language?: string;
}

const flemish = {
  old: {
    f: 'Maria Godelieve Jeannine Rosa Simonne Paula Yvonne Georgette Lutgarde Agnes Irène Denise Monique Christiane Marie-Louise Annie Rita Nicole Bernadette Arlette Gilberta Alice Elza Julienne Suzanne',
    m: 'Jozef Roger Marcel Gaston Julien André Frans Willy Etienne Gilbert Raymond Maurice Omer Albert Robert Lucien Hubert Jean-Pierre Camiel Firmin Noël Walter Herman Achiel Remi',
  },
  middle: {
    f: 'Ann Katrien Els Sofie Hilde Kristien Ilse Nathalie Veerle Griet Tine Leen Sabine Karen Joke Liesbet Heidi Inge Evelien Barbara Annelies Charlotte Eline Wendy Goedele Saskia Nele Marijke Lieselot Anneleen',
    m: 'Bart Peter Koen Wim Tom Dirk Kris Jan Geert Stefaan Steven Pieter Joris Filip Bram Dieter Kristof Maarten Sven Hans Lieven Jeroen Wouter Ruben Frederik Björn Stijn Nico Gert Yannick',
  },
  young: {
    f: 'Noor Emma Louise Lotte Fien Amélie Marie Elise Nora Juliette Lena Ella Mila Anna Camille Roos Lore Jade Olivia Lina Zoë Hannah Renée Febe Janne Axelle Liv Elena Mona Pauline',
    m: 'Lucas Louis Arthur Noah Liam Finn Jules Victor Adam Vic Mathis Seppe Lars Wout Kobe Matteo Senne Stan Warre Leon Tuur Rune Mauro Lewis Gust Otis Jef Cas Thibo Odin',
  },
  last: 'Peeters Janssens Maes Jacobs Mertens Willems Claes Goossens Wouters De_Smet Dubois Lambrecht Martens Vermeulen Van_den_Broeck De_Clercq Desmet Van_Damme De_Backer Verbeke Claeys Vandenberghe De_Vos Aerts Michiels Hermans Pauwels Van_de_Velde Verhoeven Segers De_Meyer Van_Hove Bogaert Declercq Lemmens Cools Smets Verstraete De_Wilde Van_den_Bossche Coppens Desmedt Baert Van_Acker Vandamme De_Pauw Buysse Verhaeghe Thys Vanhoutte De_Cock Hendrickx Roels Van_Laere Lippens D’hondt Vandevelde Roggeman Steyaert Moens Callens Rombouts Ceulemans Wuyts De_Groote Van_Wichelen Vercruysse Van_’t_Veld Schepens Bracke',
} as const;

export const origins = {
  dutch: {
    share: 5,
    f: 'Sanne Femke Marloes Anouk Fleur Wilma Ineke Esmée Maaike Jolanda',
    m: 'Sander Jasper Thijs Gerrit Henk Martijn Bas Niels Joost Ruud',
    last: 'van_den_Berg de_Jong de_Vries van_Dijk Bakker Visser van_der_Meer Mulder ’t_Hart van_Rijn Hoekstra Kuipers',
  },
  turkish: {
    share: 7,
    f: 'Zeynep Elif Ayşe Fatma Emine Merve Esra Gülsüm Hatice Büşra Defne Azra Melike İpek',
    m: 'Mehmet Mustafa Ahmet Emir Yusuf Ömer Hakan Burak Çağlar İbrahim Kerem Oğuz Serkan Deniz',
    last: 'Aydın Yılmaz Kaya Demir Şahin Çelik Yıldız Öztürk Arslan Doğan Koç Kurt Özdemir Polat',
    language: 'tr',
  },
  moroccan: {
    share: 8,
    f: 'Fatima Nour Khadija Samira Yasmina Hafsa Naïma Salma Imane Aya Malika Loubna Ikram Soukaïna',
    m: 'Mohamed Youssef Bilal Rachid Ayoub Ilyas Hamza Karim Abdelhak Zakaria Anouar Saïd Reda Mounir',
    last: 'El_Amrani Benali El_Idrissi Bouazza Ouali Haddad El_Khattabi Chaoui Azzouzi Ben_Said El_Bakkali Tahiri Lahlou Amzil',
  },
  polish: {
    share: 4,
    f: 'Agnieszka Hanna Katarzyna Małgorzata Zofia Joanna Ewa Oliwia Wiktoria Bożena',
    m: 'Łukasz Piotr Krzysztof Tomasz Jakub Paweł Michał Stanisław Kacper Grzegorz',
    last: 'Wójcik Kowalczyk Nowicki Wiśniewski Dąbrowski Zieliński Szymański Woźniak Jabłoński Król',
    language: 'pl',
  },
  congolese: {
    share: 3,
    f: 'Grâce Mireille Bénédicte Chantal Divine Merveille Patience Sarah Béatrice Naomie',
    m: 'Christian Patrick Dieudonné Exaucé Gédéon Fiston Jonathan Héritier Trésor Emmanuel',
    last: 'Mbuyi Kabongo Ilunga Mukendi Tshibangu Kalala Lukaku-Nsimba Mwamba Kasongo Nzuzi',
    language: 'fr',
  },
  vietnamese: {
    share: 1.5,
    f: 'Thị_Mai Ngọc_Anh Thu_Hà Minh_Châu Hồng Lan_Hương',
    m: 'Văn_Minh Đức Quốc_Bảo Hữu_Phước Tuấn Anh_Dũng',
    last: 'Nguyễn Trần Lê Phạm Đặng Huỳnh Võ',
  },
  ukrainian: {
    share: 2.5,
    f: 'Oksana Olena Iryna Natalija Kateryna Solomija Darija Anastasija',
    m: 'Oleksandr Andrij Taras Bohdan Dmytro Maksym Serhij Nazar',
    last: 'Kovalenko Shevchuk Bondarenko Tkachenko Kravchenko Melnyk Hrytsenko Lysenko',
    language: 'uk',
  },
  syrian: {
    share: 3,
    f: 'Rania Layla Hiba Rawan Maya Sidra Amal Batoul',
    m: 'Omar Khaled Ahmad Yazan Majd Anas Bassel Tarek',
    last: 'Al-Khatib Haddad Al-Masri Darwish Al-Ahmad Khoury Shahin Al-Hamwi',
    language: 'ar',
  },
  french: {
    share: 2.5,
    f: 'Amandine Élodie Françoise Hélène Mélanie Anaïs Joëlle Céline',
    m: 'François Benoît Jérôme Loïc Rémy Grégory Cédric Théo',
    last: 'Lefèvre Dupont Lambert Noël-Dumont Crépin Gérard Renard Delvaux',
    language: 'fr',
  },
  italian: {
    share: 1.5,
    f: 'Giulia Chiara Francesca Lucia Rosanna',
    m: 'Marco Salvatore Antonio Luca Giuseppe',
    last: 'Ferrari D’Angelo Esposito Di_Marco Rizzo Conti',
  },
  indian: { share: 1, f: 'Priya Ananya Lakshmi Meera', m: 'Arjun Rohan Vikram Sanjay', last: 'Sharma Patel Iyer Reddy Nair' },
  romanian: {
    share: 1.5,
    f: 'Ioana Ștefania Mihaela Andreea',
    m: 'Ștefan Ionuț Mihai Răzvan',
    last: 'Popescu Ionescu Țurcanu Dumitru Munteanu',
  },
  portuguese: {
    share: 1,
    f: 'Inês Conceição Joana Beatriz',
    m: 'João Tiago Gonçalo Rui',
    last: 'Gonçalves da_Silva dos_Santos Araújo Magalhães',
  },
} satisfies Record<string, Origin>;

export type OriginName = keyof typeof origins | 'flemish';

const words = (text: string) => text.split(' ').map((word) => word.replaceAll('_', ' '));
const others = Object.fromEntries(
  Object.entries(origins).map(([name, origin]) => [
    name,
    { f: words(origin.f), m: words(origin.m), last: words(origin.last), language: (origin as Origin).language },
  ]),
);
const flemishFirst = {
  old: { f: words(flemish.old.f), m: words(flemish.old.m) },
  middle: { f: words(flemish.middle.f), m: words(flemish.middle.m) },
  young: { f: words(flemish.young.f), m: words(flemish.young.m) },
};
const flemishLast = words(flemish.last);
const shares = Object.entries(origins).map(([name, { share }]) => [name as OriginName, share] as const);
const flemishShare = 100 - shares.reduce((sum, [, share]) => sum + share, 0);

/** Where a family comes from, as likely as in a Flemish small town. */
export function originOf(random: Random): OriginName {
  return random.weighted([['flemish', flemishShare], ...shares]);
}

/** A first name that fits origin, gender and year of birth. */
export function firstNameOf(random: Random, { origin, gender, born }: { origin: OriginName; gender: Gender; born: number }): string {
  if (origin !== 'flemish') return random.pick(others[origin]![gender]);
  const generation = born < 1956 ? 'old' : born < 1994 ? 'middle' : 'young';
  return random.pick(flemishFirst[generation][gender]);
}

/** A last name; children have it from a parent. */
export function lastNameOf(random: Random, origin: OriginName): string {
  return random.pick(origin === 'flemish' ? flemishLast : others[origin]!.last);
}

/** The language such a family may like best, besides Dutch. */
export function languageOf(origin: OriginName): string | undefined {
  return origin === 'flemish' ? undefined : others[origin]!.language;
}
