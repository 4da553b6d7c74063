import{a}from"./chunk-ITYQBOD5.js";import"./chunk-RYMCB4FF.js";import"./chunk-IIDTBVF7.js";export{a as keepInPlace};
