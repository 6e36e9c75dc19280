/** Yang dibaca pembeli. */
export default {
  group: 'Kartu',
  number: 'Nomor kartu',
  expiry: 'Masa berlaku',
  expiryHint: 'BB / TT',
  cvc: 'Kode keamanan',
  cvcHint: { 3: '3 angka', 4: '4 angka' },
  name: 'Nama pada kartu',
  sealed: 'Disegel di browser Anda',
  card: 'Kartu berakhiran {lastFour}',
  errors: {
    number: {
      empty: 'Isi nomor kartu.',
      too_short: 'Isi semua angka nomor kartu.',
      too_long: 'Hapus angka yang berlebih: nomor kartu ini terlalu panjang.',
      luhn: 'Periksa angkanya: ada satu yang keliru.',
    },
    expiry: {
      empty: 'Isi masa berlaku kartu.',
      too_short: 'Isi bulan dan tahun.',
      month_out_of_range: 'Isi bulan dari 01 sampai 12.',
      year_out_of_range: 'Periksa tahunnya: tertera pada kartu.',
      expired: 'Tidak berlaku lagi: gunakan kartu lain.',
      too_far_ahead: 'Periksa tahunnya: terlalu jauh ke depan.',
    },
    cvc: {
      empty: 'Isi kode keamanan.',
      too_short: 'Isi semua angkanya.',
      too_long: 'Hapus satu angka: kartu ini punya tiga.',
    },
    name: {
      empty: 'Isi nama seperti yang tertera pada kartu.',
      too_long: 'Persingkat namanya.',
      control_character: 'Ketik ulang namanya: ada karakter yang tidak dapat dipakai.',
      card_number_in_name: 'Pindahkan nomor kartu ke kolomnya, lalu isi nama di sini.',
    },
    other: 'Periksa kolom ini.',
  },
};
