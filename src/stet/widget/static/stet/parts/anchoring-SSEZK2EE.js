import{a}from"./chunk-ITYQBOD5.js";import"./chunk-RYMCB4FF.js";import"./chunk-AK2JOYYE.js";export{a as keepInPlace};
