const archive = (...lines: readonly string[]): Buffer => Buffer.from(lines.join(''), 'base64');

/** Archives written by 7-Zip 26; all but the last show a `run.scr`. */
export const SEVEN_ZIPS: Readonly<Record<'packed' | 'plain' | 'of sixty letters' | 'hidden', Buffer>> = {
  packed: archive(
    'N3q8ryccAARdpHpfmQAAAAAAAAAiAAAAAAAAAPm5Kw8BAAR4aGlNWgAAAIEzB64P4OxyY2LTejR4Zaj6Vcx0HcI+yNIij2P5G0Fgb9Y1IJ6Nb6',
    'BzOfDHd1/FYUdG9tD5rsPMW2y6pteSwMo6sMqe1/irdceZ3QYdVCOpXO32vST+V85PywoFEswa5DSow7Vj/3ObY9w9AfrMZr6RtvBpLvfS3g4S',
    'ub5ly/jWgaCEAcOuBi354OwAAAAXBgkBCYCQAAcLAQABIwMBAQVdABAAAAyAvgoBdMo3UAAA',
  ),
  plain: archive(
    'N3q8ryccAAROarXHCAAAAAAAAAB+AAAAAAAAAEBZDLQBAANoaU1aAAEEBgABCQgABwsBAAEhIQEADAQACA0CCQIKAawqk9hdm7CPAAAFAhkEAA',
    'AAABEnAGwAZQB0AHQAZQByAC4AdAB4AHQAAAByAHUAbgAuAHMAYwByAAAAGQQAAAAAFBIBAB2M2U8kgN0BMrEgICWA3QEVCgEAIICkgSCApIEA',
    'AA==',
  ),
  'of sixty letters': archive(
    'N3q8ryccAATmp3EuYQIAAAAAAAAiAAAAAAAAALTHrm/gAKwAZl0AGIKCaY02DJfJSXWaLEvDzUMslY1arcWiVi0PyefBIMvWMx5u1qhgo03AkT',
    'Ae1qsPrHsr8EZgHKcieM2lIC5KntImlIO4vaMMH7s3Wa7XqYeX32BhqFronnUfRbGpeZRvxodDuOAAAAAAgTMHrg/URIl9QMCQ0v99aU2PGNVv',
    'ZrLUrZFXi2zGAdikAiEdGVYjIpdVGgG0laOxCedRbGBo0RRHN4D/Jh++86ay6xpI+1/bDXzpT3y/QKFMi9x1F5STaeexkAaeY/TLCZdWsp0CYJ',
    'A6QXLuQx7M9xCsWv+eloBbGamyqqFcosE91/phBFUnyeAyeJIuOeIhSEGVFtioNT0Kn5GmnWComHt+i8xGXq3o87leVwi8H2gKo/zz1g9RkyMr',
    'SzGdg5WKTSKf0wWQYec+jic9LUSZLr7g6ALjQo5jYfdC+9YpOgEJPjdi9y1HPg0KdM+ECULOBzQEKt2udaMMtKxR2Y1tpXD9te+26NB24guyzY',
    'v1WHV7teNC2iWPoQ76aJ0D9eaT3yyfP8HW8S7xnlfPYfPNEJGVhQILN/EQiQGNf7tQXcznkk2UBWBu5Ru8aOv0FofsbBkx0EzfCkv5BiRnBvk8',
    'KHQLBza3UgjGKyl8DMbN7jsA4vdd/9XuXQdelo8krERCgGPNjzNrttcjyBRAvXAsze/rIVFQt27Adn/TUMr31BwnLwZ/ii2wrwmaaJAOXHXjDw',
    'i8Q1359kwuCEmPJr39r6hdH54W47xsUEH+eaAvDfu5uU2aDerCIHV/ZeEy5Knq+U3ABx2ZoI2tJcQwEVkgAAAXBm4BCYHzAAcLAQABIwMBAQVd',
    'ABAAAAyM4goBQbg5TQAA',
  ),
  hidden: archive(
    'N3q8ryccAASnsnDGoAAAAAAAAAA+AAAAAAAAAOCX3Tkw8cr5eJUkjpC/Q6nH2usvgfgu3G+lsJMTb4ONT6e9i1BsDHza8rd+j1bE4djStDKd29',
    'cK4l/dXHXCgm9GgqwbrcMD1Su96MVxx13+haT4SukGpeeC2vIrRmeneXiUqqgiAUa62OZRs7s6M/vkxphAhgks/KiGLucM/6Va2besx5vPynO0',
    '6vDc+/5h6fYIx3ZWfM1hxCKKhY4lAzGRWZKQFwYQAQmAkAAHCwEAAiQG8QcBElMPBPTRrHPTUtnzVBeKRIJWniMDAQEFXQAQAAABAAyAiYCeCg',
    'E5D2MQAAA=',
  ),
};
