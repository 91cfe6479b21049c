/* Products of signs as a C compiler makes them for AVX-512 with VPOPCNTDQ: what our kernels are
 * compared with. Columns stand in panels of 64, four vectors; two filters share what is read of a
 * panel; the common widths of a group are constants for the compiler, and panels longer than the
 * first cache are cut into blocks of groups. */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define LANES 64
#define BLOCK_ROWS 96

typedef struct {
  int filters, groups, width, bits, planes;
  const uint32_t *signs;      /* [filter][group][basis][word] */
  const float *coefficients;  /* [plane][filter][group][basis] */
} product;

/* F filters from f on, groups g0 to g1, one plane. */
static inline __attribute__((always_inline)) void block(
    const product *p, int f, int F, int g0, int g1, int plane, const uint32_t *panel, float *sums,
    int width) {
  __m512 y[2][4];
  for (int r = 0; r < F; r++)
    for (int v = 0; v < 4; v++) y[r][v] = _mm512_loadu_ps(sums + (f + r) * LANES + 16 * v);
  const int bits = p->bits;
  const long row = (long)p->groups * bits;
  for (int g = g0; g < g1; g++) {
    const uint32_t *column = panel + (long)g * width * LANES;
    for (int i = 0; i < bits; i++) {
      const long term = f * row + (long)g * bits + i;
      __m512i n[2][4];
      for (int r = 0; r < F; r++)
        for (int v = 0; v < 4; v++) n[r][v] = _mm512_setzero_si512();
#pragma GCC unroll 1 /* gcc 12 spills registers when it unrolls: half the speed at 16 words */
      for (int w = 0; w < width; w++) {
        __m512i x[4];
        for (int v = 0; v < 4; v++) x[v] = _mm512_loadu_si512(column + w * LANES + 16 * v);
        for (int r = 0; r < F; r++) {
          __m512i s = _mm512_set1_epi32((int)p->signs[(term + r * row) * width + w]);
          for (int v = 0; v < 4; v++)
            n[r][v] =
                _mm512_add_epi32(n[r][v], _mm512_popcnt_epi32(_mm512_xor_si512(s, x[v])));
        }
      }
      for (int r = 0; r < F; r++) {
        __m512 c =
            _mm512_set1_ps(p->coefficients[(long)plane * p->filters * row + term + r * row]);
        for (int v = 0; v < 4; v++)
          y[r][v] = _mm512_fmadd_ps(c, _mm512_cvtepi32_ps(n[r][v]), y[r][v]);
      }
    }
  }
  for (int r = 0; r < F; r++)
    for (int v = 0; v < 4; v++) _mm512_storeu_ps(sums + (f + r) * LANES + 16 * v, y[r][v]);
}

static inline __attribute__((always_inline)) void filters(
    const product *p, int g0, int g1, int plane, const uint32_t *panel, float *sums, int width) {
  int f = 0;
  for (; f + 2 <= p->filters; f += 2) block(p, f, 2, g0, g1, plane, panel, sums, width);
  for (; f < p->filters; f++) block(p, f, 1, g0, g1, plane, panel, sums, width);
}

/* panels: [panel][plane][group][word][64]; sums: [panel][filter][64], overwritten. */
void bit_products(
    int nfilters, int groups, int width, int bits, int planes, int panels, int threads,
    const uint32_t *signs, const float *coefficients, const uint32_t *panel, float *sums) {
  const product p = {nfilters, groups, width, bits, planes, signs, coefficients};
  const long plane_words = (long)groups * width * LANES;
  const int step = BLOCK_ROWS / width > 0 ? BLOCK_ROWS / width : 1;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (int k = 0; k < panels; k++) {
    float *own = sums + (long)k * nfilters * LANES;
    memset(own, 0, (long)nfilters * LANES * sizeof(float));
    for (int g = 0; g < groups; g += step) {
      const int end = g + step < groups ? g + step : groups;
      for (int a = 0; a < planes; a++) {
        const uint32_t *x = panel + ((long)k * planes + a) * plane_words;
        switch (width) {
          case 4: filters(&p, g, end, a, x, own, 4); break;
          case 8: filters(&p, g, end, a, x, own, 8); break;
          case 16: filters(&p, g, end, a, x, own, 16); break;
          default: filters(&p, g, end, a, x, own, width); break;
        }
      }
    }
  }
}
